/** Builds the field app: one script, one style sheet, English apart, no font, no inline code; it serves nothing in production. */
import { po } from "@helpline/shared/po";
import { defineConfig, type Plugin } from "vitest/config";

/** Names in the page what is loaded later: the browser fetches it when idle, the service worker keeps it. */
function named(): Plugin {
  return {
    name: "named-in-the-page",
    transformIndexHtml: {
      order: "post",
      handler: (_, { bundle = {} }) =>
        Object.values(bundle)
          .filter((one) => one.type === "chunk" && one.isDynamicEntry)
          .map(({ fileName }) => ({
            tag: "link",
            attrs: { rel: "prefetch", href: `/field/${fileName}` },
            injectTo: "head",
          })),
    },
  };
}

export default defineConfig({
  base: "/field/",
  plugins: [po(), named()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    // Phones in the field update slowly: what Chrome of 2023 understands.
    target: "chrome109",
    // A style or script written into the page would break our own content security policy.
    assetsInlineLimit: 0,
    modulePreload: false,
  },
  test: { include: ["tests/**/*.test.ts"] },
});
