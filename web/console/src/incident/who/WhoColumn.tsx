/** Who: the safe-contact line first, the parties, how the place is known, and the call note. */
import type { CallRow, IncidentRow, TextRow } from "@helpline/shared/types";
import { ChildrenPanel } from "../../children/ChildrenPanel.tsx";
import { LostPanel } from "../../children/LostPanel.tsx";
import { Marks } from "../../marks/Marks.tsx";
import { PartyList } from "../../parties/PartyList.tsx";
import { ServiceBrief } from "../../parties/ServiceBrief.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { useSay } from "../../say/useSay.ts";
import { Text } from "../what/Text.tsx";
import { BasisOfPlace } from "./BasisOfPlace.tsx";
import { Earlier } from "./Earlier.tsx";
import { SafeContact } from "./SafeContact.tsx";
import { TextsSent } from "./TextsSent.tsx";

type Props = { incident: IncidentRow; call: CallRow | null; texts: TextRow[] };

export function WhoColumn({ incident, call, texts }: Props) {
  const say = useSay();
  return (
    <>
      <div className="col-head">
        <h1>{say.t("console.col.who")}</h1>
      </div>
      <SafeContact incidentId={incident.id} call={call} />
      <div className="col-body">
        {call && <PartyList call={call} />}
        {call && <ServiceBrief call={call} />}
        <TextsSent texts={texts} />
        <BasisOfPlace incident={incident} />
        <ChildrenPanel incidentId={incident.id} />
        <LostPanel incidentId={incident.id} />
        <Earlier incidentId={incident.id} call={call} />
        {call && <Marks call={call} />}
        <div className="blk note-pad">
          <h2>
            <Icon name="pen" />
            {say.t("console.who.note")}
          </h2>
          <Text field="call_note" label={say.t("console.who.note")} rows={5} />
        </div>
      </div>
    </>
  );
}
