/** One text in both languages, side by side: neither is ever left out. */
import type { Words } from "@helpline/shared/types";
import { Labelled } from "../parts/Labelled.tsx";
import { useSay } from "../say/useSay.ts";

type Props = { name: string; value: Words; onSay: (value: Words) => void; long?: boolean };

export function Bilingual({ name, value, onSay, long = false }: Props) {
  const say = useSay();
  return (
    <div className="form-pair">
      {(["bn", "en"] as const).map((lang) => {
        const common = {
          className: "field",
          lang,
          value: value[lang],
          onChange: ({ target }: { target: { value: string } }) =>
            onSay({ ...value, [lang]: target.value }),
        };
        return (
          <Labelled key={lang} name={`${name} · ${say.t(`console.forms.in_${lang}`)}`}>
            {long ? (
              <textarea rows={2} maxLength={2000} {...common} />
            ) : (
              <input maxLength={500} {...common} />
            )}
          </Labelled>
        );
      })}
    </div>
  );
}
