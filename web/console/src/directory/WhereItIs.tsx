/** The sealed address of a centre: shown on this page only after a reason, which is noted; it is kept nowhere. */
import { directoryLookAtAddress } from "@helpline/shared/api";
import type { CentreFile, LookReason } from "@helpline/shared/types";
import { useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { Icon } from "../parts/Icon.tsx";
import { OneOf } from "../parts/OneOf.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";

const REASONS: readonly LookReason[] = ["taking_a_child", "inspection", "keeping_the_directory"];

export function WhereItIs({ centre }: { centre: CentreFile }) {
  const say = useSay();
  const verb = useVerb();
  const may = useMe()?.permissions.includes("centres.see_address");
  const [asking, setAsking] = useState(false);
  const [address, setAddress] = useState<string | null>(null);
  if (!centre.address_known) {
    return <p className="small mute">{say.t("console.where_it_is.not_known")}</p>;
  }
  if (!may) return <p className="small mute">{say.t("console.where_it_is.sealed")}</p>;
  const look = async (reason: LookReason) => {
    setAsking(false);
    const path = { centre_id: centre.id };
    const found = await verb.run(() => directoryLookAtAddress({ path, body: { reason } }));
    if (found) setAddress(found.address);
  };
  return (
    <div>
      {address !== null && (
        <p className="fact" role="status">
          <Icon name="pin" />
          {address}
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
    </div>
  );
}
