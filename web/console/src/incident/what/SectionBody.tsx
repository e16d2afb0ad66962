/** The answers of each section, by number. */
import type { IncidentRow } from "@helpline/shared/types";
import { CATEGORY as MARRIAGE } from "../../clock/MarriageCard.tsx";
import { useSay } from "../../say/useSay.ts";
import { CategoryPicker } from "./CategoryPicker.tsx";
import { Choice } from "./Choice.tsx";
import { ChoiceOrText } from "./ChoiceOrText.tsx";
import { Day } from "./Day.tsx";
import { PlacePicker } from "./PlacePicker.tsx";
import { CHOICES, type SectionNo } from "./sections.ts";
import { Text } from "./Text.tsx";

export function SectionBody({ no, incident }: { no: SectionNo; incident: IncidentRow }) {
  const say = useSay();
  switch (no) {
    case 1:
      return (
        <Choice
          field="safe_to_talk"
          label={say.t("console.q.safe_to_talk")}
          codes={CHOICES.safe_to_talk}
        />
      );
    case 2:
      return (
        <>
          <PlacePicker incident={incident} />
          <Text field="where_detail" label={say.t("console.f.where_detail")} />
        </>
      );
    case 3:
      return <CategoryPicker incident={incident} />;
    case 4:
      return (
        <>
          <Choice field="injured" label={say.t("console.f.injured")} codes={CHOICES.injured} />
          <ChoiceOrText
            field="with_whom"
            label={say.t("console.f.with_whom")}
            codes={CHOICES.with_whom}
          />
        </>
      );
    case 5:
      return (
        <>
          <div className="child-fields">
            <Text field="child_age" label={say.t("console.f.child_age")} numeric />
            <Choice
              field="child_sex"
              label={say.t("console.f.child_sex")}
              codes={CHOICES.child_sex}
            />
            <Text field="child_name" label={say.t("console.f.child_name")} />
          </div>
          {incident.categories.includes(MARRIAGE) && (
            <Day field="child_born" label={say.t("console.f.child_born")} />
          )}
        </>
      );
    case 6:
      return (
        <>
          <Choice
            field="caller_relation"
            label={say.t("console.f.caller_relation")}
            codes={CHOICES.caller_relation}
          />
          <Text field="caller_name" label={say.t("console.f.caller_name")} icon="user" />
        </>
      );
    case 7:
      return <Text field="suspect" label={say.t("console.f.suspect")} rows={2} />;
    case 8:
      return <Text field="narrative" label={say.t("console.f.narrative")} rows={4} />;
    case 9:
      return (
        <>
          <Choice field="needs" label={say.t("console.f.needs")} codes={CHOICES.needs} several />
          <div className="row consent">
            <span className="mute small">{say.t("console.f.consent")}</span>
            <Choice field="consent" label={say.t("console.f.consent")} codes={CHOICES.consent} />
          </div>
        </>
      );
  }
}
