import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";
import { beginFile, closeOpened } from "./support.tsx";

// For every file of this project, which share their page (one-page.ts).
beginFile();
afterEach(() => {
  cleanup();
  closeOpened();
});
