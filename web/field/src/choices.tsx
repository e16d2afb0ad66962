/** Language and day or night, the two settings a phone needs; it remembers nothing itself. A language is named in itself. */

import { t } from "@helpline/shared/i18n";
import { shownTheme } from "@helpline/shared/theme";
import { Icon } from "./parts.tsx";
import { read, reader } from "./reader.ts";

export function LanguageChoice() {
  return (
    <fieldset class="seg">
      <legend class="sr-only">{t("common.language")}</legend>
      <button
        type="button"
        lang="bn"
        aria-pressed={reader.lang === "bn"}
        onClick={() => void read({ lang: "bn" })}
      >
        বাংলা
      </button>
      <button
        type="button"
        lang="en"
        aria-pressed={reader.lang === "en"}
        onClick={() => void read({ lang: "en" })}
      >
        English
      </button>
    </fieldset>
  );
}

export function ThemeChoice() {
  const night = shownTheme(reader.theme) === "dark";
  return (
    <button
      type="button"
      class="btn quiet"
      onClick={() => void read({ theme: night ? "light" : "dark" })}
    >
      <Icon name={night ? "sun" : "moon"} />
      {t(night ? "common.to_day" : "common.to_night")}
    </button>
  );
}
