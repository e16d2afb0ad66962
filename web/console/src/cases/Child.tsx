/** The child a case follows: its record is opened on purpose, since that is recorded. */
import type { CaseRow } from "@helpline/shared/types";
import { ChildCard } from "../children/ChildCard.tsx";
import { useNoKin } from "../children/kin.ts";
import { Part } from "../directory/parts.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";

export function ChildPart({ row }: { row: CaseRow }) {
  const say = useSay();
  const may = useMe()?.permissions ?? [];
  const kin = useNoKin();
  if (!may.includes("children.open")) return null;
  // What is not known before it is opened: its version, and whether it was merged.
  const slim = { id: row.child_id, version: 0, merged_into: null, alike: 0 };
  return (
    <Part title={say.t("console.case.child")}>
      <div className="children">
        <ChildCard slim={slim} no={1} kin={kin} />
      </div>
    </Part>
  );
}
