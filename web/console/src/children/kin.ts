/** The children of one ticket as they are told apart on the screen; it opens no record. */
import type { ChildFile, Id, SlimChild } from "@helpline/shared/types";
import { useQueryClient } from "@tanstack/react-query";
import { useSay } from "../say/useSay.ts";
import { nameOf } from "./said.ts";

export type Kin = {
  /** Null where the record is opened by another way than its ticket: nobody else of it is known. */
  incidentId: Id | null;
  /** Records that are worked on, but for this one. */
  others: (id: Id) => Id[];
  /** A child's name where its record has been opened here, else its number on the screen. */
  nameOf: (id: Id) => string;
};

export function useKin(incidentId: Id, children: readonly SlimChild[]): Kin {
  const say = useSay();
  const kept = useQueryClient();
  return {
    incidentId,
    others: (id) =>
      children.filter((one) => one.merged_into === null && one.id !== id).map((one) => one.id),
    nameOf: (id) => {
      const whole = children.find((one) => one.id === id)?.merged_into ?? id;
      const at = children.findIndex((one) => one.id === whole);
      if (at < 0) return say.t("console.child.of_another_ticket");
      const opened = kept
        .getQueriesData<ChildFile>({ queryKey: ["child", whole] })
        .flatMap(([, file]) => file ?? [])
        .at(-1);
      return (opened && nameOf(opened.facts)) ?? say.t("console.child.no", { no: at + 1 });
    },
  };
}

/** A record by itself, as a case opens it: no other child is chosen, and none has a name here. */
export function useNoKin(): Kin {
  const say = useSay();
  return { incidentId: null, others: () => [], nameOf: () => say.t("console.child.name_unknown") };
}
