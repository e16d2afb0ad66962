/** That the district has no centre which takes a child directly, and which ones its children go to. */
import { useSay } from "../../say/useSay.ts";
import type { Suggested } from "./useResponders.ts";

export function NoCentre({ district }: { district: Suggested["without_centre"] }) {
  const say = useSay();
  if (!district) return null;
  const centres = district.served_by.map((one) => say.words(one)).join(", ");
  return (
    <p className="mute small pad">
      {say.t("console.do.no_centre", { district: say.words(district.district) })}{" "}
      {centres ? say.t("console.do.served_by", { centres }) : say.t("console.do.served_by_nobody")}
    </p>
  );
}
