/** Turns `*.po` imports into compiled messages at build time; an app may ask for the areas it needs only. */

import { readFileSync } from "node:fs";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import PO from "pofile";

/**
 * The messages of one catalogue file, compiled. Keys are `area.key`.
 * @param {string} file path of the PO file
 * @param {string[] | null} areas only these areas; null takes all
 * @returns {Record<string, unknown>}
 */
export function compileCatalogue(file, areas = null) {
  const entries = PO.parse(readFileSync(file, "utf8")).items.map((item) => [
    item.msgid,
    item.msgstr[0] ?? "",
  ]);
  const wanted = entries.filter(([id]) => !areas || areas.includes(id.split(".")[0]));
  return Object.fromEntries(wanted.map(([id, text]) => [id, compileMessage(text)]));
}

/**
 * Vite plugin. `import bn from "@helpline/shared/locales/bn.po?areas=common,field"` gives that part only.
 * @returns {import("vite").Plugin}
 */
export function po() {
  return {
    name: "helpline-po",
    load(id) {
      const [file, query] = id.split("?");
      if (!file?.endsWith(".po")) return null;
      const areas = new URLSearchParams(query).get("areas");
      this.addWatchFile(file);
      const messages = JSON.stringify(compileCatalogue(file, areas ? areas.split(",") : null));
      return {
        code: `export default JSON.parse(${JSON.stringify(messages)});`,
        map: null,
        moduleType: "js",
      };
    },
  };
}
