/** The words come from the catalogues, in the language that is spoken. */
import { expect, test } from "vitest";
import bn from "../locales/bn.po?areas=common,field&po";
import en from "../locales/en.po";
import { hasWords, language, loadCatalogue, speak, t } from "../src/i18n.ts";

loadCatalogue("bn", bn);
loadCatalogue("en", en);

test("words follow the language that is spoken", () => {
  speak("en");
  expect(t("common.connected")).toBe("Connected");
  speak("bn");
  expect(t("common.connected")).toBe("সংযুক্ত");
  expect(language()).toBe("bn");
});

test("parameters are put in as they are given", () => {
  speak("bn");
  expect(t("common.km", { km: "২.১" })).toBe("২.১ কিমি");
});

test("a key without words shows itself and can be asked for", () => {
  expect(t("common.no_such_words")).toBe("⟦common.no_such_words⟧");
  expect(hasWords("common.no_such_words")).toBe(false);
  expect(hasWords("common.km")).toBe(true);
});

test("an app carries only the areas it asked for", () => {
  expect(Object.keys(bn).every((id) => /^(common|field)\./.test(id))).toBe(true);
});
