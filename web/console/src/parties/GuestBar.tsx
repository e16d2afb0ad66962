/** One is on the line of somebody else's call: as a colleague who talks along, or as a supervisor who listens. */
import type { CallRow, PartyMode } from "@helpline/shared/types";
import { Link } from "@tanstack/react-router";
import { useVerb } from "../incident/useVerb.ts";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { ownLine } from "./rules.ts";
import { leaveCall, listenIn } from "./verbs.ts";

export const MODES: readonly PartyMode[] = ["listen", "whisper", "barge"];

export function GuestBar({ call }: { call: CallRow }) {
  const say = useSay();
  const me = useMe();
  const verb = useVerb();
  const line = ownLine(call, me?.id ?? null);
  const listens = line?.kind === "supervisor" || me?.role === "supervisor";
  const whose = say.words(call.owner?.name);
  const key = listens ? `mode_${line?.mode ?? "listen"}` : "guest";
  return (
    <section
      className={`notice st ${listens ? "info" : "oncall"} ring-bar`}
      aria-label={say.t("console.listen.bar")}
    >
      <Icon name={listens ? "ear" : "users"} />
      <b role="status">{say.t(`console.listen.${key}`, { name: whose })}</b>
      <Link to="/incidents/$id" params={{ id: call.incident_id }} className="num">
        {say.n(call.number)}
      </Link>
      {line && line.state !== "joined" && (
        <span className="mute">{say.t("console.listen.line_rings")}</span>
      )}
      <span className="row end guest-verbs">
        {listens && (
          <fieldset className="seg" aria-label={say.t("console.listen.how")}>
            {MODES.map((mode) => (
              <button
                key={mode}
                type="button"
                aria-pressed={line?.mode === mode}
                aria-disabled={verb.busy}
                onClick={() => void verb.run(() => listenIn(call.id, mode))}
              >
                {say.t(`console.listen.verb_${mode}`)}
              </button>
            ))}
          </fieldset>
        )}
        <button
          type="button"
          className="btn slim"
          aria-disabled={verb.busy}
          onClick={() => void verb.run(() => leaveCall(call.id))}
        >
          {say.t("console.listen.leave")}
        </button>
      </span>
      <Refused text={verb.refused} />
    </section>
  );
}
