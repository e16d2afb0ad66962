/** A verb that needs a reason out of a few: they open in place of the button, and one press says it. */
import { useState } from "react";
import { useSay } from "../say/useSay.ts";
import { OneOf } from "./OneOf.tsx";

type Props<T extends string> = {
  name: string;
  codes: readonly T[];
  family: string;
  busy: boolean;
  /** What it is about, for who only hears the button. */
  about?: string;
  onPick: (reason: T) => void;
};

export function Why<T extends string>({ name, codes, family, busy, about, onPick }: Props<T>) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  const pick = (code: T) => {
    setOpen(false);
    onPick(code);
  };
  if (open) {
    return (
      <OneOf
        title={about ? say.t("console.why.about", { verb: name, about }) : name}
        codes={codes}
        family={family}
        onPick={pick}
        onLeave={() => setOpen(false)}
      />
    );
  }
  return (
    <button
      type="button"
      className="btn quiet slim"
      aria-disabled={busy}
      aria-label={about ? say.t("console.why.about", { verb: name, about }) : undefined}
      onClick={() => !busy && setOpen(true)}
    >
      {name}
    </button>
  );
}
