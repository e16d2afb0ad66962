/** Fails when the console's first load is over 350 KiB of script, gzipped, or a part fetched when chosen over 60 KiB. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const FIRST_KIB = 350;
const LATER_KIB = 60;
const DIST = join(import.meta.dirname, "../dist");
const page = readFileSync(join(DIST, "index.html"), "utf8");

const scripts = readdirSync(join(DIST, "assets")).filter((name) => name.endsWith(".js"));
const kib = (name) =>
  gzipSync(readFileSync(join(DIST, "assets", name)), { level: 9 }).length / 1024;
// What the page names is fetched at once; the rest only when somebody chooses it.
const first = scripts.filter((name) => page.includes(name));
const later = scripts.filter((name) => !page.includes(name));
const sum = first.reduce((total, name) => total + kib(name), 0);
process.stdout.write(`console: ${sum.toFixed(1)} of ${FIRST_KIB} KiB of script, gzipped\n`);
for (const name of later) {
  process.stdout.write(`later: ${kib(name).toFixed(1)} of ${LATER_KIB} KiB, ${name}\n`);
}
if (first.length === 0 || sum > FIRST_KIB) process.exit(1);
if (later.some((name) => kib(name) > LATER_KIB)) process.exit(1);
