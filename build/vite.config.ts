import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The page, three faces in one. Nothing is inlined as a data: address, which the pages' policy refuses. */
export default defineConfig({
  plugins: [react()],
  build: { assetsInlineLimit: 0, target: "es2023", sourcemap: false, chunkSizeWarningLimit: 1500 },
});
