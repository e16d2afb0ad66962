/** The safety line of an offer, read before name and number; unknown is said as unsafe. */
import type { Offer } from "@helpline/shared/types";
import { safetyNow } from "../incident/who/told.ts";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { useSay } from "../say/useSay.ts";

type Told = Pick<Offer, "contact_safety" | "contact_safe_until" | "earlier">;

export function SafetyNotice({ offer }: { offer: Told }) {
  const say = useSay();
  const now = useNow();
  const safety = safetyNow(offer, now);
  const safe = safety === "safe";
  const open = offer.earlier.find((report) => report.state === "open");
  return (
    <div className={`notice st pop-safety ${safe ? "safe" : "danger"}`}>
      <p className="state">
        <Icon name={safe ? "safe" : "unsafe"} />
        {say.t(`console.ring.safety_${safety}`)}
      </p>
      <p>
        {say.t(`console.ring.safety_${safety}_why`)}
        {open &&
          ` ${say.t("console.ring.open_ticket", {
            number: say.n(open.number),
            at: say.dayOrClock(open.at, now),
          })}`}
      </p>
    </div>
  );
}
