/** Fails when the first load of the console is over its budget: 350 KiB of script, gzipped. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const BUDGET_KIB = 350;
const ASSETS = join(import.meta.dirname, "../dist/assets");

const scripts = readdirSync(ASSETS).filter((name) => name.endsWith(".js"));
const bytes = scripts.map(
  (name) => gzipSync(readFileSync(join(ASSETS, name)), { level: 9 }).length,
);
const kib = bytes.reduce((sum, size) => sum + size, 0) / 1024;
process.stdout.write(`console: ${kib.toFixed(1)} of ${BUDGET_KIB} KiB of script, gzipped\n`);
if (kib > BUDGET_KIB) process.exit(1);
