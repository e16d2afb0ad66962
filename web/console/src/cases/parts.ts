/** What every part of a case's page is given: the file, the row, and what this person may do with it. */
import type { CaseRow, Me } from "@helpline/shared/types";
import type { OpenCase } from "./useCase.ts";

export type May = {
  write: boolean;
  approve: boolean;
  assign: boolean;
  refer: boolean;
  readmit: boolean;
  risk: boolean;
};
export type PartProps = { opened: OpenCase; row: CaseRow; may: May };

/** Nothing is written in a closed case; the server decides, this only spares a press that it refuses. */
export function mayDo(row: CaseRow, me: Me | null): May {
  const open = row.state === "open";
  const can = (action: string) => open && (me?.permissions.includes(action) ?? false);
  const works = me?.id === row.owner.id || me?.id === row.supervisor?.id;
  const everywhere = me?.role === "supervisor" || me?.role === "administrator";
  return {
    write: can("cases.write") && (works || everywhere),
    approve: can("cases.approve"),
    assign: can("cases.assign") && (works || everywhere),
    refer: can("cases.refer") && (works || everywhere),
    readmit: can("stays.readmit") && (works || everywhere),
    // New risk is told of a closed case as well: it begins its next episode.
    risk: (me?.permissions.includes("cases.write") ?? false) && (works || everywhere),
  };
}
