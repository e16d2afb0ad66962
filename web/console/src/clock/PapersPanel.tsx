/** The papers of an incident: made, opened as PDF, given in their order; what they say stands only in the PDF. */
import type { IncidentRow, PaperRow, Post } from "@helpline/shared/types";
import { useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { OneOf } from "../parts/OneOf.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { FIRST, WAYS } from "./codes.ts";
import { MakePaper } from "./MakePaper.tsx";
import { confirmPaper, givePaper } from "./verbs.ts";

type Props = { incident: IncidentRow; rows: PaperRow[]; readOnly: boolean };

export function PapersPanel({ incident, rows, readOnly }: Props) {
  const say = useSay();
  const [making, setMaking] = useState<PaperRow | "new" | null>(null);
  const may = !readOnly && incident.state !== "linked";
  if (rows.length === 0 && !may) return null;
  return (
    <section className="blk papers" aria-label={say.t("console.papers.title")}>
      <h2>
        {say.t("console.papers.title")}
        {rows.length > 0 && <b className="end num">{say.n(rows.length)}</b>}
      </h2>
      <ul className="session-list">
        {rows.map((row) => (
          <Paper
            key={row.id}
            incidentId={incident.id}
            row={row}
            onCorrect={may && !row.replaced_by ? () => setMaking(row) : undefined}
          />
        ))}
      </ul>
      {making && (
        <MakePaper
          key={making === "new" ? "new" : making.id}
          incidentId={incident.id}
          corrects={making === "new" ? null : making}
          onDone={() => setMaking(null)}
        />
      )}
      {!making && may && (
        <button type="button" className="btn quiet slim" onClick={() => setMaking("new")}>
          <Icon name="pen" />
          {say.t("console.papers.make")}
        </button>
      )}
    </section>
  );
}

type PaperProps = { incidentId: string; row: PaperRow; onCorrect: (() => void) | undefined };

function Paper({ incidentId, row, onCorrect }: PaperProps) {
  const say = useSay();
  const memo = say.lang === "bn" ? row.memo_bn : row.memo;
  return (
    <li>
      <div className="row session-about">
        <b className="grow">{say.word("paper", row.kind)}</b>
        <a
          className="btn quiet slim"
          href={`/api/v1/papers/${row.id}.pdf`}
          target="_blank"
          rel="noreferrer"
          aria-label={`${say.t("console.papers.open")} ${memo}`}
        >
          {say.t("console.papers.open")}
        </a>
        {onCorrect && (
          <button type="button" className="btn quiet slim" onClick={onCorrect}>
            {say.t("console.papers.correct")}
          </button>
        )}
      </div>
      <p className="small mute">
        {say.t("console.papers.memo", { memo })}
        {row.version > 1 && ` · ${say.t("console.papers.version", { n: row.version - 1 })}`}
        {row.replaced_by && ` · ${say.t("console.papers.replaced")}`}
        {row.made_by && ` · ${say.words(row.made_by)}`}
      </p>
      <Copies incidentId={incidentId} row={row} />
    </li>
  );
}

function Copies({ incidentId, row }: { incidentId: string; row: PaperRow }) {
  const say = useSay();
  const now = useNow();
  const verb = useVerb();
  const [giving, setGiving] = useState<Post | null>(null);
  const first = row.copies.find((copy) => copy.post === FIRST);
  const mayGive = (post: Post) => !row.replaced_by && (post === FIRST || Boolean(first?.given_at));
  return (
    <>
      <ol className="small" aria-label={say.t("console.papers.to")}>
        {row.copies.map((copy) => (
          <li key={copy.post} className="row session-about">
            <span className="grow">
              {say.n(copy.no)}. {say.word("post", copy.post)}
            </span>
            {copy.given_at && (
              <span className="mute">
                {say.t(copy.acknowledged_at ? "console.papers.confirmed" : "console.papers.given", {
                  time: say.dayOrClock(copy.acknowledged_at ?? copy.given_at, now),
                })}
              </span>
            )}
            {!copy.given_at && mayGive(copy.post) && (
              <button
                type="button"
                className="btn quiet slim"
                aria-label={`${say.t("console.papers.give")} ${say.word("post", copy.post)}`}
                onClick={() => setGiving(copy.post)}
              >
                {say.t("console.papers.give")}
              </button>
            )}
            {copy.given_at && !copy.acknowledged_at && (
              <button
                type="button"
                className="btn quiet slim"
                aria-disabled={verb.busy}
                aria-label={`${say.t("console.papers.confirm")} ${say.word("post", copy.post)}`}
                onClick={() => void verb.run(() => confirmPaper(incidentId, row.id, copy.post))}
              >
                {say.t("console.papers.confirm")}
              </button>
            )}
          </li>
        ))}
      </ol>
      {giving && (
        <OneOf
          title={say.t("console.papers.how")}
          codes={WAYS}
          family="how_given"
          onPick={(how) =>
            void verb
              .run(() => givePaper(incidentId, row.id, giving, how))
              .then((done) => done && setGiving(null))
          }
          onLeave={() => setGiving(null)}
        />
      )}
      <Refused text={verb.refused} />
    </>
  );
}
