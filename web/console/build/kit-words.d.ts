/** Types of the plugin; see kit-words.js. */
import type { Plugin } from "vite";

export function kitWords(): Plugin;
