/** What a case asked of organisations: sent and answered, who consented, the services the child has. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { PartProps } from "../cases/parts.ts";
import { Part } from "../directory/parts.tsx";
import { Icon } from "../parts/Icon.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { Consents } from "./Consents.tsx";
import { ofCaseQuery, stampOf } from "./caseVerbs.ts";
import { Received } from "./Received.tsx";
import { Refer } from "./Refer.tsx";
import { Sent } from "./Sent.tsx";

export function CaseReferrals({ opened, row, may }: PartProps) {
  const say = useSay();
  const opens = useMe()?.permissions.includes("cases.open") ?? false;
  const [referring, setReferring] = useState(false);
  const stamp = stampOf(opened.timeline);
  const asked = { ...ofCaseQuery(row.id, stamp), placeholderData: keepPreviousData };
  const { data } = useQuery({ ...asked, enabled: opens });
  if (!data) return null;
  return (
    <Part title={say.t("console.refer.title")}>
      {data.items.length === 0 && <p className="small mute">{say.t("console.refer.none")}</p>}
      <ul className="file-list">
        {data.items.map((one) => (
          <Sent key={one.id} caseId={row.id} row={one} mayRefer={may.refer} />
        ))}
      </ul>
      {may.refer && !referring && (
        <button type="button" className="btn slim" onClick={() => setReferring(true)}>
          <Icon name="go" />
          {say.t("console.refer.begin")}
        </button>
      )}
      {may.refer && referring && (
        <Refer row={row} stamp={stamp} onDone={() => setReferring(false)} />
      )}
      <Consents caseId={row.id} rows={data.consents} mayRefer={may.refer} />
      <Received caseId={row.id} rows={data.received} mayRefer={may.refer} />
    </Part>
  );
}
