/** The foot of a sheet's form: save it, save it and ask for approval at once, or leave it. */
import { Icon } from "../parts/Icon.tsx";
import { useSay } from "../say/useSay.ts";

type Props = { busy: boolean; onAsk: () => void; onLeave: () => void };

export function SaveRow({ busy, onAsk, onLeave }: Props) {
  const say = useSay();
  return (
    <div className="row case-verbs">
      <button type="submit" className="btn slim" aria-disabled={busy}>
        <Icon name="check" />
        {say.t("console.case.save")}
      </button>
      <button type="button" className="btn primary slim" aria-disabled={busy} onClick={onAsk}>
        <Icon name="go" />
        {say.t("console.case.save_and_ask")}
      </button>
      <button type="button" className="btn quiet slim" onClick={onLeave}>
        {say.t("common.cancel")}
      </button>
    </div>
  );
}
