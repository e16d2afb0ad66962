/** Builds the service worker into one file of its own, at an address that never changes. */
import { po } from "@helpline/shared/po";
import { defineConfig } from "vite";

export default defineConfig({
  base: "/field/",
  publicDir: false,
  plugins: [po()],
  build: {
    outDir: "dist",
    emptyOutDir: false,
    target: "chrome109",
    rollupOptions: {
      input: "src/sw.ts",
      output: { format: "iife", entryFileNames: "sw.js" },
    },
  },
});
