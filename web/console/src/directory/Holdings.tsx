/** The posts of a worker with their dates; who manages the directory appoints, transfers and relieves here. */
import type { HeldPost, WorkerFile } from "@helpline/shared/types";
import { Link } from "@tanstack/react-router";
import { type FormEvent, type ReactNode, useState } from "react";
import type { Verb } from "../incident/useVerb.ts";
import { useNow } from "../live/useNow.ts";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { Badge } from "../parts/status.tsx";
import { type Say, useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { Appoint } from "./Appoint.tsx";
import { useFileVerb } from "./Contacts.tsx";
import { EntryPick } from "./EntryPick.tsx";
import { Part, When } from "./parts.tsx";
import { appoint, asField, asMoment, relieve, transfer } from "./verbs.ts";

export const HOLDING_KINDS = ["substantive", "acting"] as const;
export type HoldingKind = (typeof HOLDING_KINDS)[number];

export function Holdings({ worker }: { worker: WorkerFile }) {
  const say = useSay();
  const manages = useMe()?.permissions.includes("directory.manage");
  return (
    <Part title={say.t("console.holdings.title")}>
      {worker.holdings.length === 0 && (
        <p className="small mute">{say.t("console.holdings.none")}</p>
      )}
      <ul className="file-list">
        {worker.holdings.map((row) => (
          <li key={row.id}>
            <Held row={row} />
            {manages && <Moves row={row} />}
          </li>
        ))}
      </ul>
      {manages && (
        <Appoint
          what="post"
          label={say.t("console.holdings.post")}
          word={say.t("console.holdings.appoint")}
          onAppoint={(post, kind, at) => appoint(post, worker.id, kind, at)}
        />
      )}
      {worker.earlier.length > 0 && (
        <details className="why small">
          <summary>{say.t("console.holdings.earlier", { n: worker.earlier.length })}</summary>
          <ul className="file-list">
            {worker.earlier.map((row) => (
              <li key={row.id}>
                <Held row={row} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </Part>
  );
}

function Held({ row }: { row: HeldPost }) {
  const say = useSay();
  return (
    <>
      <div className="row">
        <Link to="/directory/posts/$id" params={{ id: row.post_id }} className="grow quiet-link">
          {say.words(row.post)}
        </Link>
        <Badge hue={row.kind === "acting" ? "none" : "info"}>{say.word("holding", row.kind)}</Badge>
      </div>
      <p className="small mute">{spanText(row, say)}</p>
    </>
  );
}

/** From when until when; an end that nobody has set is left open. */
export function spanText(
  { starts_at, ends_at }: { starts_at: string; ends_at: string | null },
  say: Say,
): string {
  const from = say.day(starts_at);
  return ends_at
    ? say.t("console.holdings.from_until", { from, until: say.day(ends_at) })
    : say.t("console.holdings.since", { from });
}

function Moves({ row }: { row: HeldPost }) {
  const say = useSay();
  const [asking, setAsking] = useState<"transfer" | "relieve" | null>(null);
  if (asking) return <Move row={row} what={asking} onDone={() => setAsking(null)} />;
  return (
    <div className="row contact-verbs">
      {(["transfer", "relieve"] as const).map((what) => (
        <button key={what} type="button" className="btn quiet slim" onClick={() => setAsking(what)}>
          {say.t(`console.holdings.${what}`)}
        </button>
      ))}
    </div>
  );
}

type MoveProps = { row: HeldPost; what: "transfer" | "relieve"; onDone: () => void };

function Move({ row, what, onDone }: MoveProps) {
  const say = useSay();
  const verb = useFileVerb();
  const [at, setAt] = useState(asField(useNow()));
  const [post, setPost] = useState<string | null>(null);
  const ready = asMoment(at) !== null && (what === "relieve" || post !== null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const moment = asMoment(at);
    if (!moment || !ready) return;
    const work = () => (post ? transfer(row.id, post, moment) : relieve(row.id, moment));
    if (await verb.run(work)) onDone();
  };
  return (
    <form className="book" onSubmit={(event) => void submit(event)}>
      {what === "transfer" && (
        <EntryPick
          what="post"
          label={say.t("console.holdings.to_post")}
          onPick={(entry) => setPost(entry?.id ?? null)}
        />
      )}
      <When name={say.t("console.holdings.from")} value={at} onSay={setAt} />
      <Foot verb={verb} ready={ready} onLeave={onDone}>
        {say.t(`console.holdings.${what}`)}
      </Foot>
    </form>
  );
}

export function KindField(props: { value: HoldingKind; onSay: (kind: HoldingKind) => void }) {
  const say = useSay();
  return (
    <Labelled name={say.t("console.holdings.kind")}>
      <select
        className="field"
        value={props.value}
        onChange={(event) => props.onSay(event.target.value as HoldingKind)}
      >
        {HOLDING_KINDS.map((code) => (
          <option key={code} value={code}>
            {say.word("holding", code)}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

type FootProps = { verb: Verb; ready: boolean; onLeave: () => void; children: ReactNode };

/** The one verb of a small form, and the way out. */
export function Foot({ verb, ready, onLeave, children }: FootProps) {
  const say = useSay();
  return (
    <>
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy || !ready}>
          {children}
        </button>
        <button type="button" className="btn quiet slim" onClick={onLeave}>
          {say.t("common.cancel")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </>
  );
}
