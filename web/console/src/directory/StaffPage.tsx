/** Somebody of the call centre: by which addresses he or she is told of what the console does not show. */
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useSay } from "../say/useSay.ts";
import { Contacts } from "./Contacts.tsx";
import { Head, NotThere, Opening } from "./parts.tsx";
import { staffQuery } from "./verbs.ts";

export function StaffPage() {
  const say = useSay();
  const { id } = useParams({ strict: false }) as { id: string };
  const { data: person, isError } = useQuery(staffQuery(id));
  if (isError && !person) return <NotThere />;
  if (!person) return <Opening />;
  return (
    <main className="paper file">
      <Head name={person.name} code={person.code} about={say.words(person.kind.name)} />
      <Contacts kind="staff" id={id} rows={person.contacts} />
    </main>
  );
}
