/** Fails when the first load of the built field app is more than a phone on 2G should fetch: 60 KiB, compressed. What the page names to be fetched when idle comes after it. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const BUDGET_BYTES = 60 * 1024;
const dist = join(import.meta.dirname, "../dist");

const page = readFileSync(join(dist, "index.html"), "utf8");
const later = [...page.matchAll(/rel="prefetch"[^>]*href="\/field\/([^"]+)"/g)].map(
  ([, name]) => name,
);
const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));
const weights = files.map((file) => [
  file.slice(dist.length + 1),
  gzipSync(readFileSync(file)).length,
]);
const first = weights.filter(([file]) => !later.includes(file));
const total = first.reduce((sum, [, bytes]) => sum + Number(bytes), 0);

const lines = weights.map(
  ([file, bytes]) =>
    `${String(bytes).padStart(8)}  ${file}${later.includes(file) ? " (later)" : ""}`,
);
process.stdout.write(
  `${lines.join("\n")}\n${String(total).padStart(8)}  of ${BUDGET_BYTES} bytes, gzip\n`,
);
if (files.length === 0 || total > BUDGET_BYTES) process.exit(1);
