import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** One plain script, beside the studio's files: `/inbox.js` on the server. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: here("../dist"),
    emptyOutDir: false,
    target: "es2022",
    lib: { entry: here("inbox.ts"), formats: ["iife"], name: "_", fileName: () => "inbox.js" },
  },
});
