/** Builds the field app: one script, one style sheet, no font, no inline code; it serves nothing in production. */
import { po } from "@helpline/shared/po";
import { defineConfig } from "vitest/config";

export default defineConfig({
  base: "/field/",
  plugins: [po()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    // Phones in the field update slowly: what Chrome of 2023 understands.
    target: "chrome109",
    // A style or script written into the page would break our own content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: { include: ["tests/**/*.test.ts"] },
});
