/** The ranked, explained list of who could go, and who was left out and why; one key sends. */
import type { DispatchRow, IncidentRow, Responder } from "@helpline/shared/types";
import { useRef, useState } from "react";
import { type Key, ListBox, ListBoxItem, type Selection } from "react-aria-components";
import { useKeys } from "../../keys/useKeys.ts";
import { Cap } from "../../parts/Cap.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Refused } from "../../parts/Refused.tsx";
import { useSay } from "../../say/useSay.ts";
import type { IntakeDraft } from "../draft.ts";
import { useVerb } from "../useVerb.ts";
import { askAnybody, dispatchTo } from "../verbs.ts";
import { LeftOut } from "./LeftOut.tsx";
import { NoCentre } from "./NoCentre.tsx";
import { askedState, ResponderRow } from "./ResponderRow.tsx";
import { useResponders } from "./useResponders.ts";
import { useWholeRows } from "./useWholeRows.ts";

/** About four rows: what happened so far must still show below. */
const MOST_PX = 296;

type Props = {
  incident: IncidentRow;
  draft: IntakeDraft;
  dispatches: DispatchRow[];
  /** The request of which supervisors know that nobody can be sent. */
  unmet: string | null;
};

export function Responders({ incident, draft, dispatches, unmet }: Props) {
  const say = useSay();
  const verb = useVerb();
  const found = useResponders(incident, draft, dispatches);
  const { ranked, shortfall, without_centre } = found;
  const [picked, setPicked] = useState<Key | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const foot = useRef<HTMLDivElement>(null);
  useWholeRows(list, foot, MOST_PX, ranked);
  // Who has been asked already is not asked twice: one more means the next one.
  const leads = dispatches.some(({ agency }) => agency === null);
  const top = ranked.find((one) => askedState(one, dispatches) === null);
  const choice = ranked.find(({ id }) => id === picked) ?? top ?? ranked[0];
  const send = async (responder: Responder | undefined) => {
    if (!responder) return;
    if (await verb.run(() => dispatchTo(incident.id, responder, unmet))) setPicked(null);
  };
  // Nobody to send: the same press asks all the same, is refused, and supervisors are told by that.
  const told = unmet !== null;
  const nobody = found.known && incident.place !== null && ranked.length === 0;
  const askAll = () => void (!told && verb.run(() => askAnybody(incident.id)));
  useKeys({ dispatch: () => (nobody ? askAll() : void send(top)) });

  return (
    <div className="responders">
      <h2 className="sub-head row">
        {say.t("console.do.who_could_go")}
        {ranked.length > 0 && <span className="end num">{say.n(ranked.length)}</span>}
      </h2>
      <NoCentre district={without_centre} />
      {ranked.length === 0 ? (
        <p className="mute small pad">
          {incident.place ? say.t("console.do.nobody") : say.t("console.do.place_first")}
        </p>
      ) : (
        <ListBox
          ref={list}
          aria-label={say.t("console.do.who_could_go")}
          items={ranked}
          selectionMode="single"
          selectionBehavior="replace"
          disallowEmptySelection
          selectedKeys={choice ? [choice.id] : []}
          onSelectionChange={(keys: Selection) => keys !== "all" && setPicked([...keys][0] ?? null)}
          onAction={(id) => void send(ranked.find((one) => one.id === id))}
          className="responder-list"
          dependencies={[say, dispatches]}
        >
          {(one) => (
            <ListBoxItem id={one.id} textValue={say.words(one.name)} className="responder">
              <ResponderRow one={one} asked={askedState(one, dispatches)} />
            </ListBoxItem>
          )}
        </ListBox>
      )}
      <div className="send-row" ref={foot}>
        <LeftOut incidentId={incident.id} rows={shortfall} choice={choice} />
        {nobody ? (
          !told && (
            <button
              type="button"
              className="btn primary slim"
              aria-disabled={verb.busy}
              onClick={askAll}
            >
              <Icon name="bell" />
              {say.t(verb.busy ? "common.sending" : "console.unmet.tell")}
              <Cap action="dispatch" />
            </button>
          )
        ) : (
          <button
            type="button"
            className="btn primary slim"
            aria-disabled={verb.busy || !choice}
            onClick={() => void send(choice)}
          >
            <Icon name="go" />
            {verb.busy
              ? say.t("common.sending")
              : say.t(leads ? "console.do.send_one_more" : "console.do.send")}
            {choice === top && <Cap action="dispatch" />}
          </button>
        )}
      </div>
      {!(nobody && told) && <Refused text={verb.refused} />}
    </div>
  );
}
