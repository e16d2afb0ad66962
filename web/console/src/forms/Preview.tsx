/** A form as those who fill it will see it, in either language; what is typed here goes nowhere. */
import { useState } from "react";
import { useSay } from "../say/useSay.ts";
import type { Answers, Definition } from "./definition.ts";
import { FormRenderer } from "./FormRenderer.tsx";

export function Preview({ definition }: { definition: Definition }) {
  const say = useSay();
  const [lang, setLang] = useState(say.lang);
  const [answers, setAnswers] = useState<Answers>({});
  return (
    <div className="form-preview">
      <fieldset className="row form-langs">
        <legend className="small mute">{say.t("console.forms.preview")}</legend>
        {(["bn", "en"] as const).map((one) => (
          <button
            key={one}
            type="button"
            lang={one}
            className={lang === one ? "btn slim primary" : "btn slim"}
            aria-pressed={lang === one}
            onClick={() => setLang(one)}
          >
            {say.t(`console.forms.preview_${one}`)}
          </button>
        ))}
      </fieldset>
      <FormRenderer definition={definition} answers={answers} onChange={setAnswers} lang={lang} />
    </div>
  );
}
