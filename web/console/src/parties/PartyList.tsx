/** Who is on the line: name, how he or she is there, and what may be done to each. */
import type { CallParty, CallRow } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { useVerb } from "../incident/useVerb.ts";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { Badge } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { isTalking, PARTY_ICON, VERB_ICON, verbsFor } from "./rules.ts";
import { onParty, reachableQuery } from "./verbs.ts";

export function PartyList({ call }: { call: CallRow }) {
  const say = useSay();
  return (
    <section className="blk" aria-label={say.t("console.who.on_the_line")}>
      <h2>{say.t("console.who.on_the_line")}</h2>
      <ul className="parties">
        {call.parties.map((party) => (
          <Line key={party.id} party={party} call={call} />
        ))}
      </ul>
      {call.language && (
        <p className="mute small">
          {say.t("console.ring.language")}: {say.word("language", call.language)}
        </p>
      )}
    </section>
  );
}

function Line({ party, call }: { party: CallParty; call: CallRow }) {
  const say = useSay();
  const me = useMe();
  const name = useName(party);
  const mine = me !== null && party.staff_id === me.id;
  const verbs = call.owner?.id === me?.id && isTalking(call) ? verbsFor(party, call) : [];
  return (
    <li className="party">
      <p className="row party-who">
        <Icon name={PARTY_ICON[party.kind]} />
        <span className="grow">{mine ? say.t("console.who.you") : name}</span>
        <How party={party} />
      </p>
      {verbs.length > 0 && <Verbs call={call} party={party} name={name} verbs={verbs} />}
    </li>
  );
}

/** Held and muted say more than that the line stands; a supervisor's state is how he or she is there. */
function How({ party }: { party: CallParty }) {
  const say = useSay();
  if (!party.muted_at && !party.held_at) {
    const mode = party.kind === "supervisor" ? party.mode : null;
    return (
      <span className="mute small">
        {mode ? say.word("mode", mode) : say.word("party_state", party.state)}
      </span>
    );
  }
  const unheard = party.kind === "caller" ? "console.party.caller_unheard" : "console.party.muted";
  return (
    <span className="party-how">
      {party.held_at && (
        <Badge hue="waiting" icon="hold">
          {say.t("console.party.held")}
        </Badge>
      )}
      {party.muted_at && (
        <Badge hue="waiting" icon="mute">
          {say.t(unheard)}
        </Badge>
      )}
    </span>
  );
}

/** People by their name, a service by the one it has in the list of those that may be rung. */
export function useName(party: Pick<CallParty, "kind" | "name" | "service">): string {
  const say = useSay();
  const may = useMe()?.permissions ?? [];
  const { data } = useQuery({
    ...reachableQuery,
    refetchInterval: false,
    staleTime: Number.POSITIVE_INFINITY,
    enabled: party.service !== null && may.includes("calls.parties"),
  });
  if (party.service === null) return say.words(party.name) || say.word("party", party.kind);
  const known = data?.services.find(({ code }) => code === party.service);
  return known
    ? say.words(known.name)
    : say.t("console.party.service_no", { code: say.n(party.service) });
}

type VerbsProps = {
  call: CallRow;
  party: CallParty;
  name: string;
  verbs: ReturnType<typeof verbsFor>;
};

function Verbs({ call, party, name, verbs }: VerbsProps) {
  const say = useSay();
  const verb = useVerb();
  return (
    <>
      <div className="party-verbs">
        {verbs.map((one) => (
          <button
            key={one}
            type="button"
            className="btn quiet slim"
            aria-label={`${say.t(`console.party.verb_${one}`)}: ${name}`}
            aria-disabled={verb.busy}
            onClick={() => void verb.run(() => onParty(call.id, party.id, one))}
          >
            <Icon name={VERB_ICON[one]} />
            {say.t(`console.party.verb_${one}`)}
          </button>
        ))}
      </div>
      <Refused text={verb.refused} />
    </>
  );
}
