/** The sealed address of a centre: shown on this page only after a reason, which is noted; it is kept nowhere. */
import { directoryLookAtAddress, directoryLooks } from "@helpline/shared/api";
import type { CentreFile, Id, LookReason } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { OneOf } from "../parts/OneOf.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { useFileVerb } from "./Contacts.tsx";
import { SealAddress } from "./SealAddress.tsx";

const REASONS: readonly LookReason[] = ["taking_a_child", "inspection", "keeping_the_directory"];
const SHOWN = 5;

export function WhereItIs({ centre, manages }: { centre: CentreFile; manages: boolean }) {
  const say = useSay();
  const may = useMe()?.permissions.includes("centres.see_address");
  return (
    <div className="where-it-is">
      {!centre.address_known && (
        <p className="small mute">{say.t("console.where_it_is.not_known")}</p>
      )}
      {centre.address_known && !may && (
        <p className="small mute">{say.t("console.where_it_is.sealed")}</p>
      )}
      {centre.address_known && may && <Look id={centre.id} />}
      {manages && <SealAddress id={centre.id} known={centre.address_known} />}
      {may && <Looks id={centre.id} />}
    </div>
  );
}

function Look({ id }: { id: Id }) {
  const say = useSay();
  const verb = useFileVerb();
  const [asking, setAsking] = useState(false);
  const [address, setAddress] = useState<string | null>(null);
  const look = async (reason: LookReason) => {
    setAsking(false);
    const path = { centre_id: id };
    const found = await verb.run(() => directoryLookAtAddress({ path, body: { reason } }));
    if (found) setAddress(found.address);
  };
  return (
    <>
      {address !== null && (
        <p className="row" role="status">
          <span className="fact grow">
            <Icon name="pin" />
            {address}
          </span>
          <button type="button" className="btn quiet slim" onClick={() => setAddress(null)}>
            {say.t("console.where_it_is.hide")}
          </button>
        </p>
      )}
      {asking && (
        <OneOf
          title={say.t("console.where_it_is.why")}
          codes={REASONS}
          family="look"
          onPick={(reason) => void look(reason)}
          onLeave={() => setAsking(false)}
        />
      )}
      {address === null && !asking && (
        <button
          type="button"
          className="btn quiet slim"
          aria-disabled={verb.busy}
          onClick={() => setAsking(true)}
        >
          <Icon name="lock" />
          {say.t("console.where_it_is.look")}
        </button>
      )}
      <Refused text={verb.refused} />
    </>
  );
}

/** Who looked or changed it last, when and why: whoever may look sees that it is seen. */
function Looks({ id }: { id: Id }) {
  const say = useSay();
  const now = useNow();
  const { data } = useQuery({
    queryKey: ["directory", "looks", id],
    queryFn: ({ signal }) => directoryLooks({ path: { centre_id: id }, signal }),
  });
  if (!data || data.items.length === 0) return null;
  return (
    <>
      <h3 className="small mute">{say.t("console.where_it_is.looks")}</h3>
      <ul className="file-list">
        {data.items.slice(0, SHOWN).map((one) => (
          <li key={`${one.at} ${one.by?.en} ${one.change}`} className="row small">
            <span className="grow">
              {one.by ? say.words(one.by) : say.t("console.where_it_is.by_command")}
            </span>
            {one.reason && <span>{say.word("look", one.reason)}</span>}
            {one.change && <span>{say.word("address_change", one.change)}</span>}
            <span className="num mute">{say.dayOrClock(one.at, now)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
