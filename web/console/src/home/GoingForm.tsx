/** Where a child shall go, when and to whom; whoever leads it elsewhere asks every condition anew, and is told so. */
import { casesChangeReintegration, casesPlanReintegration } from "@helpline/shared/api";
import type { AdultReason, CareKind, GoingKind, ReintegrationRow } from "@helpline/shared/types";
import { useState } from "react";
import { Words } from "../cases/Fields.tsx";
import { useCaseVerb } from "../cases/useCase.ts";
import { ADULT_REASONS } from "../children/codes.ts";
import { Options } from "../children/Options.tsx";
import { PlaceField } from "../clock/PlaceField.tsx";
import { DateField } from "../dates/DateField.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { useSay } from "../say/useSay.ts";
import { CARE_KINDS, GOING_KINDS } from "./codes.ts";
import { Form } from "./Form.tsx";
import { KinPick } from "./KinPick.tsx";

type Props = {
  caseId: string;
  childId: string;
  before: ReintegrationRow | null;
  onDone: () => void;
};

export function GoingForm({ caseId, childId, before, onDone }: Props) {
  const say = useSay();
  const verb = useCaseVerb();
  const [kind, setKind] = useState<GoingKind>(before?.kind ?? "family");
  const [care, setCare] = useState<CareKind | "">(before?.care ?? "");
  const [day, setDay] = useState<string | null>(before?.planned_on ?? "");
  const [person, setPerson] = useState(before?.person_id ?? "");
  const [place, setPlace] = useState<string | null>(before?.place?.code ?? null);
  const [adult, setAdult] = useState<AdultReason | "">(before?.adult_reason ?? "");
  const [words, setWords] = useState(before?.words ?? "");
  const outside = kind === "alternative_care";
  const elsewhere =
    before !== null &&
    (before.kind !== kind ||
      before.person_id !== (person || null) ||
      (before.place?.code ?? null) !== place ||
      (outside && before.care !== care));
  const lacks = !day || (outside && !care);
  const title = say.t(before ? "console.home.change" : "console.home.plan");
  const send = () =>
    void verb.run(async () => {
      if (!day) return;
      const body = {
        kind,
        care: outside && care ? care : null,
        planned_on: day,
        person: person || null,
        place,
        adult_reason: adult || null,
        words: words.trim() || null,
      };
      const path = { case_id: caseId };
      if (before) {
        const one = { ...path, reintegration_id: before.id };
        await casesChangeReintegration({ path: one, body });
      } else {
        await casesPlanReintegration({ path, body: { ...body, child: childId } });
      }
      onDone();
    });
  return (
    <Form
      title={title}
      does={say.t("console.case.save")}
      busy={verb.busy}
      lacks={lacks}
      refused={verb.refused}
      onSend={send}
      onLeave={onDone}
    >
      <Labelled name={say.t("console.home.kind")} wide>
        <Options value={kind} codes={GOING_KINDS} family="going" onPick={setKind} />
      </Labelled>
      {outside && (
        <Labelled name={say.t("console.home.care")} wide>
          <Options
            value={care}
            codes={CARE_KINDS}
            family="care"
            none={say.t("console.child.choose")}
            onPick={setCare}
          />
        </Labelled>
      )}
      <DateField
        wide
        required
        name={say.t("console.home.planned_on")}
        value={day ?? ""}
        onSay={setDay}
      />
      <KinPick
        name={say.t("console.home.to_whom")}
        childId={childId}
        value={person}
        onPick={setPerson}
      />
      <PlaceField
        label={say.t("console.home.to_where")}
        start={before?.place ? say.words(before.place.name) : ""}
        onPick={setPlace}
      />
      <Labelled name={say.t("console.home.adult")} wide>
        <Options
          value={adult}
          codes={ADULT_REASONS}
          family="adult"
          none={say.t("console.home.no_adult")}
          onPick={setAdult}
        />
      </Labelled>
      <Words name={say.t("console.case.in_words")} value={words} onText={setWords} />
      {elsewhere && (
        <p className="small notice st waiting whole">{say.t("console.home.asked_anew")}</p>
      )}
    </Form>
  );
}
