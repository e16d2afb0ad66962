/** Notes one thing said of a child, who said it, or why it is unknown; an age of eighteen asks for a reason. */
import { childrenNote, Problem } from "@helpline/shared/api";
import type {
  AdultReason,
  ChildField,
  ChildFile,
  FactCertainty,
  FactSource,
  WhyUnknown,
} from "@helpline/shared/types";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { OneOf } from "../parts/OneOf.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { ADULT_REASONS, CERTAINTIES, GROUPS, WHY_UNKNOWN } from "./codes.ts";
import { asSent, FactField, UNSURE } from "./FactField.tsx";
import { Options } from "./Options.tsx";
import { Source } from "./PersonForms.tsx";

type Props = { childId: string; onChange: (file: ChildFile) => void };

export function NoteFact({ childId, onChange }: Props) {
  const say = useSay();
  const verb = useVerb();
  const [field, setField] = useState<ChildField>("name_bn");
  const [text, setText] = useState("");
  const [sure, setSure] = useState<FactCertainty | "">("");
  const [unknown, setUnknown] = useState<WhyUnknown | "">("");
  const [source, setSource] = useState<FactSource>("child");
  const [asksReason, setAsks] = useState(false);
  /** Counts what was noted: a place begins anew with an empty field of its own. */
  const [noted, setNoted] = useState(0);
  const present = useRef({ field, text, unknown });
  useEffect(() => {
    present.current = { field, text, unknown };
  }, [field, text, unknown]);
  const pick = (next: ChildField) => {
    setField(next);
    setText("");
    setSure("");
    setUnknown("");
    setAsks(false);
  };
  const save = (adult_reason?: AdultReason) =>
    verb.run(async () => {
      const said = unknown ? { unknown } : { value: asSent(field, text, sure) };
      try {
        const body = { ...said, source, adult_reason: adult_reason ?? null };
        onChange(await childrenNote({ path: { child_id: childId, fact: field }, body }));
        const here = present.current;
        // Whoever writes the next thing already, keeps it.
        if (here.field !== field || here.text !== text || here.unknown !== unknown) return;
        pick(field);
        setNoted((many) => many + 1);
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== "birth_makes_adult") throw error;
        setAsks(true);
      }
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (unknown || text.trim()) void save();
  };
  return (
    <form className="child-form" onSubmit={submit} aria-label={say.t("console.child.note")}>
      <Labelled name={say.t("console.child.what")} wide>
        <Options
          value={field}
          codes={Object.values(GROUPS).flat()}
          family="child_field"
          onPick={pick}
        />
      </Labelled>
      {!unknown && (
        <FactField
          key={field === "home_place" ? `${field} ${noted}` : field}
          field={field}
          text={text}
          onText={setText}
        />
      )}
      {!unknown && UNSURE.includes(field) && (
        <Labelled name={say.t("console.child.how_sure")}>
          <Options
            value={sure}
            codes={CERTAINTIES}
            family="certainty"
            none={say.t("console.child.choose")}
            onPick={setSure}
          />
        </Labelled>
      )}
      <Labelled name={say.t("console.child.known")}>
        <Options
          value={unknown}
          codes={WHY_UNKNOWN}
          family="unknown"
          none={say.t("console.child.is_known")}
          onPick={setUnknown}
        />
      </Labelled>
      <Source source={source} onPick={setSource} />
      <button
        type="submit"
        className="btn slim"
        aria-disabled={verb.busy || (!unknown && text.trim() === "")}
      >
        <Icon name="check" />
        {say.t("console.child.save")}
      </button>
      {asksReason && (
        <OneOf
          title={say.t("console.child.why_adult")}
          codes={ADULT_REASONS}
          family="adult"
          onPick={(reason) => void save(reason)}
          onLeave={() => setAsks(false)}
        />
      )}
      <Refused text={verb.refused} />
    </form>
  );
}
