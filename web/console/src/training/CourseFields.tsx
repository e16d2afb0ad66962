/** The fields of a course, as they are typed; what nobody knows stays empty. */
import { Labelled } from "../parts/Labelled.tsx";
import { WholeField } from "../parts/WholeField.tsx";
import { whole } from "../parts/whole.ts";
import { useSay } from "../say/useSay.ts";

export const LONGEST = { hours: 2000, months: 240 } as const;

export type CourseTyped = { name_bn: string; name_en: string; hours: string; months: string };
export const EMPTY: CourseTyped = { name_bn: "", name_en: "", hours: "", months: "" };

type Props = { value: CourseTyped; onType: (value: CourseTyped) => void };

export function CourseFields({ value, onType }: Props) {
  const say = useSay();
  const text = (name: "name_bn" | "name_en", lang: string) => (
    <Labelled name={say.t(`console.training.${name}`)} wide>
      <input
        className="field"
        lang={lang}
        maxLength={160}
        autoComplete="off"
        value={value[name]}
        onChange={({ target }) => onType({ ...value, [name]: target.value })}
      />
    </Labelled>
  );
  return (
    <>
      {text("name_bn", "bn")}
      {text("name_en", "en")}
      <WholeField
        name={say.t("console.training.hours")}
        least={1}
        most={LONGEST.hours}
        value={value.hours}
        onText={(hours) => onType({ ...value, hours })}
      />
      <WholeField
        name={say.t("console.training.months")}
        least={1}
        most={LONGEST.months}
        value={value.months}
        onText={(months) => onType({ ...value, months })}
      />
    </>
  );
}

/** What is sent of it; null while it can't be. */
export function courseSaid(value: CourseTyped) {
  const hours = whole(value.hours, 1, LONGEST.hours);
  const valid_months = whole(value.months, 1, LONGEST.months);
  const name_bn = value.name_bn.trim();
  const name_en = value.name_en.trim();
  if (!name_bn || !name_en || hours === "unfit" || valid_months === "unfit") return null;
  return { name_bn, name_en, hours, valid_months };
}
