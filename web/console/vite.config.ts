/** Builds the console to dist/ and runs its tests; in development it hands API and socket to a server on this machine. */
import { po } from "@helpline/shared/po";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { kitWords } from "./build/kit-words.js";

const SERVER = process.env.HELPLINE_DEV_SERVER ?? "http://127.0.0.1:1098";

export default defineConfig({
  base: "/",
  plugins: [kitWords(), react(), po()],
  build: {
    target: "es2022",
    sourcemap: false,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
  },
  server: {
    proxy: { "/api": SERVER, "/live": { target: SERVER.replace(/^http/, "ws"), ws: true } },
  },
  test: { include: ["tests/**/*.test.ts"] },
});
