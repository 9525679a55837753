import { cleanup, configure } from "@testing-library/react";
import { toast } from "sonner";
import { afterEach } from "vitest";
import { beginFile, closeOpened } from "./support.tsx";

// For every file of this project, which share their page (one-page.ts).
beginFile();
// Whoever waits for something to be drawn never waits for this; a second is what a busy machine may stand still.
configure({ asyncUtilTimeout: 10_000 });
afterEach(() => {
  cleanup();
  // sonner keeps its toasts beside React.
  toast.dismiss();
  closeOpened();
});
