/** People of the record of a case's child, to name one of; opening the record is recorded, so only forms ask for it. */
import { childrenShow } from "@helpline/shared/api";
import type { ChildFile, PersonRow } from "@helpline/shared/types";
import { queryOptions, useQuery } from "@tanstack/react-query";
import type { Say } from "../say/useSay.ts";

/** Where it is nobody's own work the reason is that the family is looked for. */
const recordQuery = (id: string) =>
  queryOptions({
    queryKey: ["child-around", id],
    queryFn: async ({ signal }): Promise<ChildFile> => {
      const ask = (child_id: string) =>
        childrenShow({ path: { child_id }, query: { why: "tracing" }, signal });
      const file = await ask(id);
      return file.merged_into ? ask(file.merged_into) : file;
    },
    staleTime: 10_000,
  });

export type Around = { id: string; name: string; accused: boolean };

export function useAround(childId: string, say: Say): Around[] {
  const { data } = useQuery(recordQuery(childId));
  return data ? around(data, say) : [];
}

/** Each with what he or she is to the child: a name alone says little. */
export function around({ people, relations }: ChildFile, say: Say): Around[] {
  return people.map((person) => {
    const line = relations.find(({ person_id }) => person_id === person.id);
    const kind = line?.kind ? say.word("relation", line.kind) : "";
    return {
      id: person.id,
      name: [calledOf(person), kind].filter(Boolean).join(" · ") || say.t("console.home.no_name"),
      accused: (line?.accused_in.length ?? 0) > 0,
    };
  });
}

function calledOf({ said }: PersonRow): string {
  return said.name_bn ?? said.name_latin ?? said.nickname ?? "";
}
