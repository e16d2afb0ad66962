/** Both languages are complete, agree in their parameters, and hold exactly the words that the screens use. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import PO from "pofile";
import { expect, test } from "vitest";

const WEB = join(import.meta.dirname, "../..");
const bn = words("bn");
const en = words("en");
const source = ["shared", "console", "field"].flatMap((app) => filesUnder(join(WEB, app, "src")));
const code = source.map((file) => readFileSync(file, "utf8")).join("\n");

function words(lang: string): Map<string, string> {
  const file = readFileSync(join(WEB, `shared/locales/${lang}.po`), "utf8");
  return new Map(PO.parse(file).items.map(({ msgid, msgstr }) => [msgid, msgstr[0] ?? ""]));
}

function filesUnder(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.tsx?$/.test(name) && !name.includes("generated"))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function parameters(text: string): string[] {
  return [...text.matchAll(/\{(\w+)/g)].map((match) => match[1] ?? "").sort();
}

/** Keys asked for by name. */
const asked = new Set(
  [...code.matchAll(/\b(?:t|hasWords)\(\s*"([\w.-]+)"/g)].map((match) => match[1] ?? ""),
);
/** Every text in quotes: a key that stands there is used. */
const quoted = new Set([...code.matchAll(/"([\w.-]+)"/g)].map((match) => match[1] ?? ""));
/** Starts of keys that are built from a code, as in t(`decline.${code}`). */
const prefixes = [
  ...new Set([...code.matchAll(/`([a-z][\w.]*\.)\$\{/g)].map((match) => match[1] ?? "")),
];

test("every key has words in both languages", () => {
  expect([...bn.keys()].sort()).toEqual([...en.keys()].sort());
  const empty = [...bn, ...en].filter(([, text]) => !text.trim()).map(([id]) => id);
  expect(empty).toEqual([]);
});

test("both languages use the same parameters", () => {
  const differing = [...bn].filter(
    ([id, text]) => parameters(text).join() !== parameters(en.get(id) ?? "").join(),
  );
  expect(differing.map(([id]) => id)).toEqual([]);
});

test("every key the screens ask for exists", () => {
  expect([...asked].filter((id) => !bn.has(id))).toEqual([]);
  expect(prefixes.filter((prefix) => ![...bn.keys()].some((id) => id.startsWith(prefix)))).toEqual(
    [],
  );
});

test("every key is used by a screen", () => {
  const unused = [...bn.keys()].filter(
    (id) => !quoted.has(id) && !prefixes.some((prefix) => id.startsWith(prefix)),
  );
  expect(unused).toEqual([]);
});

test.each(["console", "field"])("%s takes along the words that its screens ask for", (app) => {
  const own = filesUnder(join(WEB, app, "src")).map((file) => readFileSync(file, "utf8"));
  const areas = own.flatMap((text) => [...text.matchAll(/\?areas=([\w,]+)&po/g)]);
  const taken = new Set(areas.flatMap((match) => (match[1] ?? "").split(",")));
  const wanted = own.flatMap((text) => [
    ...[...text.matchAll(/\bt\(\s*"(\w+)\./g)].map((match) => match[1] ?? ""),
    ...[...text.matchAll(/\bt\([^)"]*`(\w+)\.[\w.]*\$\{/g)].map((match) => match[1] ?? ""),
  ]);
  expect([...new Set(wanted)].filter((area) => !taken.has(area))).toEqual([]);
});

test("keys stand in order, so that two people's words merge", () => {
  for (const catalogue of [bn, en]) {
    const ids = [...catalogue.keys()];
    expect(ids).toEqual([...ids].sort());
  }
});

test("no Bangla text holds Latin digits, which the reader's setting could not change", () => {
  const latin = [...bn].filter(([, text]) =>
    /[0-9]/.test(text.replace(/P[123]|F\d+|\{[^}]*\}/g, "")),
  );
  expect(latin.map(([id]) => id)).toEqual([]);
});
