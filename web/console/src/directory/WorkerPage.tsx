/** A worker's page: duty and leave, tasks now, posts with their dates, the area, contacts. */
import type { DispatchRow, Id } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { DISPATCH_LOOK } from "../incident/do/DispatchCard.tsx";
import { useChannel } from "../live/useChannel.ts";
import { StateWord, UrgencyBadge } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { Contacts } from "./Contacts.tsx";
import { Drills } from "./Drills.tsx";
import { Duty } from "./Duty.tsx";
import { Holdings } from "./Holdings.tsx";
import { Areas, Head, NotThere, Opening, Part } from "./parts.tsx";
import { workerQuery } from "./verbs.ts";

export function WorkerPage() {
  const say = useSay();
  const { id } = useParams({ strict: false }) as { id: string };
  const { data: worker, isError } = useQuery(workerQuery(id));
  const watches = useMe()?.permissions.includes("board.watch");
  if (isError && !worker) return <NotThere />;
  if (!worker) return <Opening />;
  const [post] = worker.holdings;
  return (
    <main className="paper file">
      <Head
        name={worker.name}
        code={worker.code}
        about={say.words(post ? post.post : worker.called)}
      >
        {worker.languages.length > 0 && (
          <span className="small mute">
            {worker.languages.map((code) => say.word("language", code)).join(", ")}
          </span>
        )}
      </Head>
      <div className="file-parts">
        <div>
          <Duty worker={worker} />
          {watches && <TasksNow kind="worker" id={id} />}
          <Areas rows={worker.areas} />
        </div>
        <div>
          <Holdings worker={worker} />
          <Contacts kind="worker" id={id} rows={worker.contacts} />
          <Drills kind="worker" id={id} />
        </div>
      </div>
    </main>
  );
}

/** Open dispatches that ask, or are with, this worker or centre; as the board has them. */
export function TasksNow({ kind, id }: { kind: "worker" | "centre"; id: Id }) {
  const say = useSay();
  const { rows } = useChannel("board");
  const own = [...rows<DispatchRow>("dispatches").values()].filter((row) => isWith(row, kind, id));
  return (
    <Part title={say.t("console.worker.tasks")}>
      {own.length === 0 && <p className="small mute">{say.t("console.worker.no_task")}</p>}
      <ul className="file-list">
        {own.map((row) => (
          <li key={row.id} className="row">
            <Link
              to="/incidents/$id"
              params={{ id: row.incident_id }}
              className="num quiet-link grow"
            >
              {say.n(row.number)}
            </Link>
            <UrgencyBadge urgency={row.urgency} />
            <StateWord hue={DISPATCH_LOOK[row.state][0]} icon={DISPATCH_LOOK[row.state][1]}>
              {say.word("dispatch", row.state)}
            </StateWord>
          </li>
        ))}
      </ul>
    </Part>
  );
}

const OVER = ["done", "stood_down"];

/** Whoever accepted has it; before that whoever was asked last. */
export function isWith(
  row: Pick<DispatchRow, "state" | "accepted_by" | "steps">,
  kind: string,
  id: Id,
): boolean {
  if (OVER.includes(row.state)) return false;
  const who = row.accepted_by ?? row.steps.at(-1)?.responder;
  return who?.kind === kind && who.id === id;
}
