/** Tests of the shared parts run in plain Node; a catalogue import works as in the apps. */
import { defineConfig } from "vitest/config";
import { po } from "./build/po.js";

export default defineConfig({ plugins: [po()], test: { include: ["tests/**/*.test.ts"] } });
