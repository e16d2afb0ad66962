/** Language, digits and theme, changed in place without a reload. */
import { shownTheme } from "@helpline/shared/theme";
import { Icon } from "../parts/Icon.tsx";
import { usePrefs } from "../say/prefs.ts";
import { useSay } from "../say/useSay.ts";

export function LanguageSwitch() {
  const say = useSay();
  const { lang, setLang } = usePrefs();
  return (
    <fieldset className="seg" aria-label={say.t("common.language")}>
      <button type="button" lang="bn" aria-pressed={lang === "bn"} onClick={() => setLang("bn")}>
        বাংলা
      </button>
      <button type="button" lang="en" aria-pressed={lang === "en"} onClick={() => setLang("en")}>
        English
      </button>
    </fieldset>
  );
}

export function DigitSwitch() {
  const say = useSay();
  const { digits, setDigits } = usePrefs();
  return (
    <fieldset className="seg" aria-label={say.t("console.prefs.digits")}>
      <button
        type="button"
        lang="bn"
        aria-pressed={digits === "bn"}
        onClick={() => setDigits("bn")}
      >
        ১২৩
      </button>
      <button
        type="button"
        lang="en"
        aria-pressed={digits === "latin"}
        onClick={() => setDigits("latin")}
      >
        123
      </button>
    </fieldset>
  );
}

export function ThemeSwitch() {
  const say = useSay();
  const { theme, toggleTheme } = usePrefs();
  const dark = shownTheme(theme) === "dark";
  return (
    <button type="button" className="plain row" onClick={toggleTheme}>
      <Icon name={dark ? "sun" : "moon"} />
      {dark ? say.t("common.to_day") : say.t("common.to_night")}
    </button>
  );
}

export function Switches() {
  return (
    <div className="row switches">
      <LanguageSwitch />
      <DigitSwitch />
      <ThemeSwitch />
    </div>
  );
}
