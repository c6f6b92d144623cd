import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const src = fileURLToPath(new URL("./src", import.meta.url));

/** The server serves the built files at "/", with a history fallback; nothing is asked of any other host. */
export default defineConfig({
  base: "/",
  plugins: [react()],
  resolve: { alias: { "@": src } },
  css: { modules: { localsConvention: "camelCaseOnly" } },
  build: {
    outDir: "dist",
    target: "es2022",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // A module that waits keeps the bundler from joining what several pages share: so it is said what belongs together.
      output: {
        codeSplitting: {
          groups: [{ name: "shared", test: /src\/(language|api|ui\/(?!chart|mail|table))/ }],
        },
      },
    },
  },
  server: {
    port: 5199,
    proxy: { "/api": "http://127.0.0.1:8000", "/v1": "http://127.0.0.1:8000" },
  },
  test: {
    environment: "node",
    testTimeout: 120_000,
    include: ["{src,build}/**/*.test.{ts,tsx}"],
    setupFiles: ["src/testing/setup.ts"],
  },
});
