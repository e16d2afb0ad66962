/** A button whose verb can't be taken back: it is done at the second press. */
import { useTwice } from "../keys/useTwice.ts";
import { useSay } from "../say/useSay.ts";

type Props = {
  name: string;
  busy: boolean;
  /** What it is about, for who only hears the button. */
  about?: string;
  primary?: boolean;
  onDo: () => void;
};

export function TwiceButton({ name, busy, about, primary, onDo }: Props) {
  const say = useSay();
  const twice = useTwice(onDo);
  const text = twice.armed ? say.t("console.twice.again", { verb: name }) : name;
  const quiet = twice.armed ? "btn slim" : "btn quiet slim";
  return (
    <button
      type="button"
      className={primary ? "btn primary slim" : quiet}
      aria-disabled={busy}
      aria-label={about ? say.t("console.why.about", { verb: text, about }) : undefined}
      onClick={() => !busy && twice.press()}
    >
      {text}
    </button>
  );
}
