/** A sheet of a case: its newest revision, what became of it, the form for the next one, and all earlier ones. */
import type { CaseSheet, SheetRow } from "@helpline/shared/types";
import { type ReactNode, useState } from "react";
import { Part } from "../directory/parts.tsx";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { useSay } from "../say/useSay.ts";
import { Approval } from "./Approval.tsx";
import { nameOf } from "./Marks.tsx";
import type { PartProps } from "./parts.ts";
import { newest } from "./standing.ts";

export type FormProps = { caseId: string; before: SheetRow | null; onDone: () => void };

type Props = PartProps & {
  sheet: CaseSheet;
  /** What is written in a revision. */
  view: (said: Record<string, unknown>) => ReactNode;
  form: (props: FormProps) => ReactNode;
  /** What stands between the revision and the earlier ones. */
  children?: ReactNode;
};

export function SheetPart({ opened, row, may, sheet, view, form, children }: Props) {
  const say = useSay();
  const [writing, setWriting] = useState(false);
  const current = newest(opened.sheets, sheet, row.episode);
  const earlier = opened.sheets.filter((one) => one.sheet === sheet && one.id !== current?.id);
  return (
    <Part title={say.word("case_sheet", sheet)}>
      {current ? (
        <>
          <Revision one={current} episode={row.episode} />
          {!writing && <Said said={current.said} view={view} />}
          <Approval opened={opened} row={row} may={may} of={current} />
        </>
      ) : (
        <p className="small mute">{say.t("console.case.not_written")}</p>
      )}
      {writing && form({ caseId: row.id, before: current, onDone: () => setWriting(false) })}
      {may.write && !writing && (
        <button type="button" className="btn slim" onClick={() => setWriting(true)}>
          <Icon name="pen" />
          {say.t(current ? `console.case.write_next_${sheet}` : `console.case.write_${sheet}`)}
        </button>
      )}
      {children}
      {earlier.length > 0 && (
        <details className="why case-earlier">
          <summary className="small">
            {say.t("console.case.earlier", { n: earlier.length })}
          </summary>
          {[...earlier].reverse().map((one) => (
            <div key={one.id}>
              <Revision one={one} episode={row.episode} />
              <Said said={one.said} view={view} />
            </div>
          ))}
        </details>
      )}
    </Part>
  );
}

function Said({ said, view }: { said: SheetRow["said"]; view: Props["view"] }) {
  const say = useSay();
  if (!said) return <p className="small mute">{say.t("console.case.erased")}</p>;
  return view(said);
}

/** Which revision it is, by whom and when; of an earlier episode that is said. */
function Revision({ one, episode }: { one: SheetRow; episode: number }) {
  const say = useSay();
  const now = useNow();
  return (
    <p className="small mute">
      {one.episode !== episode && `${say.t("console.case.episode", { n: one.episode })} · `}
      {say.t("console.case.revision", { n: one.revision })} · {nameOf(one.written_by, say)} ·{" "}
      <span className="num">{say.dayOrClock(one.written_at, now)}</span>
    </p>
  );
}
