/** Types of the catalogue compiler; see po.js. */
import type { Plugin } from "vite";

export function compileCatalogue(file: string, areas?: string[] | null): Record<string, unknown>;
export function po(): Plugin;
