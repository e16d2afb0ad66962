/** The route table names each screen once and the router knows each path. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROUTES } from "../src/routes.ts";

test("every screen has a name of its own", () => {
  const names = ROUTES.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test("the router has every path of the table and no other", () => {
  const files = ["router.tsx", "programmes.ts"];
  const text = files.map((name) => readFileSync(join(import.meta.dirname, "../src", name), "utf8"));
  const paths = [...text.join("\n").matchAll(/path: "([^"]+)"/g)].map((match) => match[1]);
  expect([...new Set(ROUTES.map(({ path }) => path))].sort()).toEqual(paths.sort());
});
