/** Who opened the file of a case, or a document of it, and why; looked at by a press. */
import { casesOpenings } from "@helpline/shared/api";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Part } from "../directory/parts.tsx";
import { useNow } from "../live/useNow.ts";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { problemText } from "../session/problemText.ts";
import { useMe } from "../session/session.ts";
import { nameOf } from "./Marks.tsx";

export function OpeningsPart({ caseId }: { caseId: string }) {
  const say = useSay();
  const now = useNow();
  const may = useMe()?.permissions ?? [];
  const [isOpen, setOpen] = useState(false);
  const { data, error } = useQuery({
    queryKey: ["case-openings", caseId],
    queryFn: ({ signal }) => casesOpenings({ path: { case_id: caseId }, signal }),
    enabled: isOpen,
    staleTime: 0,
  });
  if (!may.includes("cases.see_openings")) return null;
  return (
    <Part title={say.t("console.case.openings")}>
      <button
        type="button"
        className="btn quiet slim"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {say.t(isOpen ? "console.child.shut" : "console.child.open")}
      </button>
      {isOpen && (
        <ul className="file-list small">
          {data?.items.map((one) => (
            <li key={one.id}>
              <b>{nameOf(one.by, say)}</b> ·{" "}
              <span className="num">{say.dayOrClock(one.at, now)}</span> ·{" "}
              {say.word("case_opened", one.reason)}
              {one.document && ` · ${say.t("console.case.a_document")}`}
              {one.note && <p className="case-words mute">{one.note}</p>}
            </li>
          ))}
        </ul>
      )}
      <Refused text={isOpen && error ? problemText(error, say) : null} />
    </Part>
  );
}
