/** The way back to a call that is live or in wrap-up; it ends nothing. */
import type { CallRow } from "@helpline/shared/types";
import { Link } from "@tanstack/react-router";
import { Icon } from "../parts/Icon.tsx";
import { useSay } from "../say/useSay.ts";

export function CallInHand({ call }: { call: CallRow }) {
  const say = useSay();
  const live = call.state !== "ended" && !call.handed_over;
  return (
    <div className={`notice st in-hand ${live ? "oncall" : "wrapup"}`}>
      <Icon name={live ? "phone" : "pen"} />
      <b>{live ? say.t("console.call.still_live") : say.t("console.call.still_wrap_up")}</b>
      <span className="num">{say.n(call.number)}</span>
      <Link to="/incidents/$id" params={{ id: call.incident_id }} className="btn primary end">
        {say.t("console.call.back_to_it")}
      </Link>
    </div>
  );
}
