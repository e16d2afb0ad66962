/** Who was last drilled when, the latest first; it starts none. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useNow } from "../live/useNow.ts";
import { StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { lastDrillsQuery } from "./verbs.ts";

const PAGES = { worker: "/directory/workers/$id", centre: "/directory/centres/$id" } as const;

export function LastDrills() {
  const say = useSay();
  const now = useNow();
  const { data } = useQuery(lastDrillsQuery);
  return (
    <main className="paper directory">
      <div className="file-head">
        <Link to="/directory" className="small quiet-link">
          {say.t("console.directory.back")}
        </Link>
        <h1>{say.t("console.drills.list")}</h1>
      </div>
      <ul className="entries">
        {data?.items.map((row) => (
          <li key={row.id} className="entry drilled">
            <span className="entry-name">
              <Link to={PAGES[row.kind]} params={{ id: row.id }} className="entry-link">
                {say.words(row.name)}
              </Link>
              <span className="small mute num" lang="en">
                {row.code}
              </span>
            </span>
            <span className="small num">
              {row.started_at ? say.dayOrClock(row.started_at, now) : say.t("console.drills.never")}
            </span>
            {row.started_at && (
              <StateWord
                hue={row.confirmed ? "safe" : "waiting"}
                icon={row.confirmed ? "check" : "hour"}
              >
                {say.t(row.confirmed ? "console.drills.answered" : "console.drills.silent")}
              </StateWord>
            )}
          </li>
        ))}
      </ul>
      {data?.more && (
        <p className="mute pad">{say.t("console.directory.first_n", { n: data.items.length })}</p>
      )}
    </main>
  );
}
