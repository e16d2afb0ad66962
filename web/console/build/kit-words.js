/** Gives the component kit our Bangla words and leaves its other languages out of the bundle; it changes no behaviour. */
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

const OURS = join(import.meta.dirname, "../src/kit");
/** What the kit writes where nothing stands yet in a part of a date: replaced by our own words (src/dates). */
const PARTS = /[\\/]react-stately[\\/].*datepicker[\\/]placeholders\.m?js$/;
const LANGUAGES = /LocalizedStringDictionary\)?\(\{[\s\S]*\n\}, 'en'\)/;
const ENGLISH =
  "LocalizedStringDictionary)({ en: { year: 'yyyy', month: 'mm', day: 'dd' } }, 'en')";
const KIT = /[\\/]react-(?:aria|stately|aria-components)[\\/].*intlStrings\.m?js$/;

/**
 * Vite plugin. The kit's table of a part (combobox, menu, overlays) is cut to English and, where
 * src/kit has a file of that name, Bangla. Throws when the kit no longer has an English table there.
 * @returns {import("vite").Plugin}
 */
export function kitWords() {
  return {
    name: "helpline-kit-words",
    enforce: "pre",
    load(id) {
      if (PARTS.test(id)) return onlyEnglish(readFileSync(id, "utf8"));
      if (!KIT.test(id)) return null;
      const english = /from "([^"]*en-US\.m?js)"/.exec(readFileSync(id, "utf8"))?.[1];
      if (!english) throw new Error(`no English words of the kit in ${basename(dirname(id))}`);
      const bangla = join(OURS, `${basename(dirname(id))}.ts`);
      const lines = [`import en from ${JSON.stringify(join(dirname(id), english))};`];
      if (!existsSync(bangla)) return [...lines, 'export default { "en-US": en };'].join("\n");
      lines.push(`import bn from ${JSON.stringify(bangla)};`);
      return [...lines, 'export default { "en-US": en, "bn-BD": bn };'].join("\n");
    },
  };
}

/** @param {string} code */
function onlyEnglish(code) {
  if (!LANGUAGES.test(code))
    throw new Error("the kit keeps the words for a date's parts elsewhere");
  return code.replace(LANGUAGES, ENGLISH);
}
