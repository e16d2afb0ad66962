/** Fails when src/api/generated is not what openapi.json makes; it changes nothing there. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@hey-api/openapi-ts";
import config from "../openapi-ts.config.ts";

const SHARED = join(import.meta.dirname, "..");
const there = join(SHARED, "src/api/generated");
const temporary = mkdtempSync(join(tmpdir(), "helpline-api-"));

try {
  process.chdir(SHARED);
  const path = join(temporary, "generated");
  await createClient({ ...(await config), output: { path }, logs: { level: "silent" } });
  const [kept, made] = [contents(there), contents(path)];
  const differing = [...new Set([...kept.keys(), ...made.keys()])].filter(
    (name) => kept.get(name) !== made.get(name),
  );
  if (differing.length > 0) {
    process.stderr.write(`src/api/generated is old, run \`make api\`: ${differing.join(", ")}\n`);
    process.exitCode = 1;
  }
} finally {
  rmSync(temporary, { recursive: true });
}

/** Each file's text by its name below the folder. */
function contents(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Map(
    files
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [file.slice(folder.length + 1), readFileSync(file, "utf8")]),
  );
}
