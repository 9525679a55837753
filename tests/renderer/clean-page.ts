import { cleanup } from "@testing-library/react";
import { toast } from "sonner";
import { afterEach } from "vitest";
import { beginFile, closeOpened } from "./support.tsx";

// For every file of this project, which share their page (one-page.ts).
beginFile();
afterEach(() => {
  cleanup();
  // sonner keeps its toasts beside React.
  toast.dismiss();
  closeOpened();
});
