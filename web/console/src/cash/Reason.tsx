/** A verb that needs a reason: the reasons open in place of the button, one press says it; others are told in words. */
import type { IconName } from "@helpline/shared/icons";
import { type FormEvent, useState } from "react";
import { Words } from "../cases/Fields.tsx";
import { Icon } from "../parts/Icon.tsx";
import { OneOf } from "../parts/OneOf.tsx";
import { useSay } from "../say/useSay.ts";

type Props<T extends string> = {
  name: string;
  icon: IconName;
  codes: readonly T[];
  family: string;
  /** The button of what is done most stands out. */
  primary?: boolean;
  busy: boolean;
  /** What it answers is nothing (null, false) when the server did not take it. */
  onPick: (reason: T, words: string | null) => Promise<unknown>;
};

/** `other` is offered last, and asks for words before it is sent. */
export function Reason<T extends string>(props: Props<T>) {
  const { name, icon, codes, family, primary, busy, onPick } = props;
  const say = useSay();
  const [open, setOpen] = useState(false);
  const [other, setOther] = useState<T | null>(null);
  const [words, setWords] = useState("");
  const leave = () => {
    setOpen(false);
    setOther(null);
    setWords("");
  };
  const pick = (code: T) => {
    if (code === "other") return setOther(code);
    leave();
    void onPick(code, null);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!other || !words.trim()) return;
    // What was typed stays until the server has it.
    if (await onPick(other, words.trim())) leave();
  };
  if (other) {
    return (
      <form className="case-form" onSubmit={(event) => void submit(event)} aria-label={name}>
        <Words name={say.t("console.cash.which_reason")} value={words} onText={setWords} />
        <div className="row">
          <button type="submit" className="btn primary slim" aria-disabled={busy || !words.trim()}>
            <Icon name={icon} />
            {name}
          </button>
          <button type="button" className="btn quiet slim" onClick={leave}>
            {say.t("common.cancel")}
          </button>
        </div>
      </form>
    );
  }
  if (open) {
    return <OneOf title={name} codes={codes} family={family} onPick={pick} onLeave={leave} />;
  }
  return (
    <button
      type="button"
      className={primary ? "btn primary slim" : "btn slim"}
      aria-disabled={busy}
      onClick={() => setOpen(true)}
    >
      <Icon name={icon} />
      {name}
    </button>
  );
}
