import { z } from "zod";

/** Imported before anything that makes a schema: the pages' policy forbids compiling parsers at run time. */
z.config({ jitless: true });
