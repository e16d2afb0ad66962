/** Somebody of the call centre: what he or she may do and has passed, and by which addresses he or she is told of things. */
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { PassedBy } from "../training/Passed.tsx";
import { Contacts } from "./Contacts.tsx";
import { Head, NotThere, Opening, Part } from "./parts.tsx";
import { Rights } from "./Rights.tsx";
import { staffQuery } from "./verbs.ts";

export function StaffPage() {
  const say = useSay();
  const { id } = useParams({ strict: false }) as { id: string };
  const { data: person, isError } = useQuery(staffQuery(id));
  const may = useMe()?.permissions ?? [];
  if (isError && !person) return <NotThere />;
  if (!person) return <Opening />;
  return (
    <main className="paper file">
      <Head name={person.name} code={person.code} about={say.words(person.kind.name)} />
      <div className="file-parts">
        <div>
          {may.includes("staff.give") && <Rights key={id} id={id} />}
          <Contacts kind="staff" id={id} rows={person.contacts} />
        </div>
        {may.includes("training.see") && (
          <Part title={say.t("console.training.passed")}>
            <PassedBy id={id} keeps={may.includes("training.keep")} />
          </Part>
        )}
      </div>
    </main>
  );
}
