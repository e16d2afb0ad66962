/** A post's page: whose it is and for where, who held, holds and will hold it; a vacant one is filled here. */
import type { Holder, PostFile } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useNow } from "../live/useNow.ts";
import { Badge, StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { useFileVerb } from "./Contacts.tsx";
import { EntryPick } from "./EntryPick.tsx";
import { Foot, type HoldingKind, KindField, spanText } from "./Holdings.tsx";
import { Areas, Head, NotThere, Opening, Part, When } from "./parts.tsx";
import { appoint, asField, asMoment, postQuery } from "./verbs.ts";

export function PostPage() {
  const say = useSay();
  const { id } = useParams({ strict: false }) as { id: string };
  const { data: post, isError } = useQuery(postQuery(id));
  const manages = useMe()?.permissions.includes("directory.manage");
  if (isError && !post) return <NotThere />;
  if (!post) return <Opening />;
  return (
    <main className="paper file">
      <Head name={post.name} code={post.code} about={say.words(post.seat.name)}>
        {post.organisation && <span className="small">{say.words(post.organisation.name)}</span>}
      </Head>
      <div className="file-parts">
        <div>
          <Part title={say.t("console.post_file.holders")}>
            {post.holders.length === 0 && (
              <p>
                <StateWord hue="waiting" icon="user">
                  {say.word("standing", "vacant")}
                </StateWord>
              </p>
            )}
            <History rows={post.history} />
            {manages && <Fill post={post} />}
          </Part>
        </div>
        <div>
          <Areas rows={post.areas} />
        </div>
      </div>
    </main>
  );
}

function History({ rows }: { rows: Holder[] }) {
  const say = useSay();
  const now = useNow();
  return (
    <ul className="file-list">
      {rows.map((row) => (
        <li key={row.holding_id}>
          <div className="row">
            <Link
              to="/directory/workers/$id"
              params={{ id: row.worker_id }}
              className="grow quiet-link"
            >
              {say.words(row.name)}
            </Link>
            <Badge hue={isNow(row, now) ? "info" : "none"}>{say.word("holding", row.kind)}</Badge>
          </div>
          <p className="small mute">{spanText(row, say)}</p>
        </li>
      ))}
    </ul>
  );
}

function isNow({ starts_at, ends_at }: Holder, now: number): boolean {
  return Date.parse(starts_at) <= now && (ends_at === null || Date.parse(ends_at) > now);
}

function Fill({ post }: { post: PostFile }) {
  const say = useSay();
  const verb = useFileVerb();
  const now = useNow();
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState("");
  const [kind, setKind] = useState<HoldingKind>("substantive");
  const [worker, setWorker] = useState<string | null>(null);
  const begin = () => {
    setAt(asField(now));
    setWorker(null);
    setOpen(true);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const moment = asMoment(at);
    if (!moment || !worker) return;
    if (await verb.run(() => appoint(post.id, worker, kind, moment))) setOpen(false);
  };
  if (!open) {
    return (
      <button type="button" className="btn slim" onClick={begin}>
        {say.t("console.post_file.fill")}
      </button>
    );
  }
  return (
    <form className="book" onSubmit={(event) => void submit(event)}>
      <EntryPick what="worker" label={say.t("console.post_file.who")} onPick={setWorker} />
      <KindField value={kind} onSay={setKind} />
      <When name={say.t("console.holdings.from")} value={at} onSay={setAt} />
      <Foot verb={verb} ready={worker !== null} onLeave={() => setOpen(false)}>
        {say.t("console.post_file.fill")}
      </Foot>
    </form>
  );
}
