/** Texts that came in and nobody has taken, the first one first; nobody can answer them from here. */
import type { TextWaiting } from "@helpline/shared/types";
import { Link, useNavigate } from "@tanstack/react-router";
import { useVerb } from "../incident/useVerb.ts";
import { takeText } from "../incident/verbs.ts";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";

type Props = { rows: TextWaiting[]; onChange?: () => void };

/** Absent while there are none: texts are rare here. */
export function Texts({ rows, onChange }: Props) {
  const say = useSay();
  if (rows.length === 0) return null;
  const first = [...rows].sort((a, b) => a.came_at.localeCompare(b.came_at));
  return (
    <section className="backs" aria-label={say.t("console.texts.title")}>
      <h2 className="group">
        <b>{say.t("console.texts.title")}</b>
        <span className="num">{say.n(rows.length)}</span>
      </h2>
      <ul>
        {first.map((row) => (
          <Line key={row.id} row={row} onChange={onChange} />
        ))}
      </ul>
    </section>
  );
}

function Line({ row, onChange }: { row: TextWaiting; onChange?: (() => void) | undefined }) {
  const say = useSay();
  const now = useNow();
  const may = useMe()?.permissions ?? [];
  const verb = useVerb();
  const navigate = useNavigate();
  const take = async () => {
    const taken = await verb.run(() => takeText(row.id));
    onChange?.();
    if (taken) void navigate({ to: "/incidents/$id", params: { id: taken.incident_id } });
  };
  return (
    <li className="edge st info back-line">
      <p className="row">
        <Icon name="sms" />
        {may.includes("board.watch") ? (
          <Link to="/incidents/$id" params={{ id: row.incident_id }} className="num quiet-link">
            {say.n(row.number)}
          </Link>
        ) : (
          <span className="num">{say.n(row.number)}</span>
        )}
        <span className="num small mute end">{say.dayOrClock(row.came_at, now)}</span>
      </p>
      <p className="small num">
        {row.caller_number ? say.phone(row.caller_number) : say.t("console.ring.withheld")}
      </p>
      {may.includes("texts.take") && (
        <div className="row">
          <button
            type="button"
            className="btn slim"
            aria-disabled={verb.busy}
            onClick={() => void take()}
          >
            <Icon name="check" />
            {say.t("console.texts.take")}
          </button>
        </div>
      )}
      <Refused text={verb.refused} />
    </li>
  );
}
