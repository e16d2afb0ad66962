/** What was written in a form, as questions and answers to read; it changes none. */
import type { Category, Place } from "@helpline/shared/types";
import { useSay } from "../say/useSay.ts";
import { useLabels } from "./useCategories.ts";
import { CHOICES, SECTIONS } from "./what/sections.ts";

const CHOSEN: Record<string, readonly string[]> = CHOICES;
const FIELDS = [...SECTIONS.flatMap(({ fields }) => fields), "call_note" as const];

type Props = {
  place: Place | null;
  categories: Category["code"][];
  /** The value of a field; null or empty when nothing was said. */
  written: (field: string) => string | string[] | null | undefined;
  /** Stands above the answers. */
  title?: string;
  /** What is said when there is none. */
  none: string;
};

export function Answers({ place, categories, written, title, none }: Props) {
  const say = useSay();
  const labelOf = useLabels();
  const about = [categories.map(labelOf).join(", "), place ? say.words(place.name) : ""]
    .filter(Boolean)
    .join(" · ");
  const answers = FIELDS.flatMap((field) => {
    const value = written(field);
    return value && value.length > 0 ? [{ field, text: said(field, value) }] : [];
  });
  return (
    <>
      {about && <p>{about}</p>}
      {title && <h3 className="small mute">{title}</h3>}
      {answers.length === 0 && <p className="small mute">{none}</p>}
      <dl className="small told">
        {answers.map(({ field, text }) => (
          <div key={field}>
            <dt className="mute">{nameOf(field)}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </>
  );

  function nameOf(field: string): string {
    if (field === "safe_to_talk") return say.t("console.q.safe_to_talk");
    return field === "call_note" ? say.t("console.who.note") : say.t(`console.f.${field}`);
  }

  function said(field: string, value: string | string[]): string {
    const one = (each: string) => (CHOSEN[field]?.includes(each) ? say.word(field, each) : each);
    return Array.isArray(value) ? value.map(one).join(", ") : one(value);
  }
}
