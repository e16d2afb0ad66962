/** A post's page: whose it is and for where, who held, holds and will hold it; a vacant one is filled here. */
import type { Holder } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useNow } from "../live/useNow.ts";
import { Badge, StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { Appoint } from "./Appoint.tsx";
import { spanText } from "./Holdings.tsx";
import { Areas, Head, NotThere, Opening, Part } from "./parts.tsx";
import { appoint, postQuery } from "./verbs.ts";

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
            {manages && (
              <Appoint
                what="worker"
                label={say.t("console.post_file.who")}
                word={say.t("console.post_file.fill")}
                onAppoint={(worker, kind, at) => appoint(post.id, worker, kind, at)}
              />
            )}
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
