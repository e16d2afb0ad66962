/** What the forms of a way home have in common: the frame, its foot, and what the server said against it. */
import { type FormEvent, type ReactNode, useId } from "react";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";

type Props = {
  title: string;
  /** What the button says that sends it. */
  does: string;
  busy: boolean;
  lacks: boolean;
  refused: string | null;
  onSend: () => void;
  onLeave: () => void;
  children: ReactNode;
};

export function Form({ title, does, busy, lacks, refused, onSend, onLeave, children }: Props) {
  const say = useSay();
  const lacking = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!lacks) onSend();
  };
  return (
    <form className="book case-form" onSubmit={submit} aria-label={title}>
      {children}
      <div className="row">
        <button
          type="submit"
          className="btn primary slim"
          aria-disabled={busy || lacks}
          aria-describedby={lacks ? lacking : undefined}
        >
          <Icon name="check" />
          {does}
        </button>
        <button type="button" className="btn quiet slim" onClick={onLeave}>
          {say.t("common.cancel")}
        </button>
        {lacks && (
          <span className="small mute" id={lacking}>
            {say.t("console.home.lacks")}
          </span>
        )}
      </div>
      <Refused text={refused} />
    </form>
  );
}
