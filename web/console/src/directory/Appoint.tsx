/** Somebody takes up a post: asked from the worker's page for the post, from the post's for the worker. */
import { type FormEvent, useState } from "react";
import { useNow } from "../live/useNow.ts";
import { useSay } from "../say/useSay.ts";
import { useFileVerb } from "./Contacts.tsx";
import { EntryPick } from "./EntryPick.tsx";
import { Foot, type HoldingKind, KindField } from "./Holdings.tsx";
import { When } from "./parts.tsx";
import { asField, asMoment } from "./verbs.ts";

type Props = {
  /** The other side, which is picked here. */
  what: "post" | "worker";
  label: string;
  word: string;
  onAppoint: (picked: string, kind: HoldingKind, at: string) => Promise<unknown>;
};

export function Appoint({ what, label, word, onAppoint }: Props) {
  const say = useSay();
  const verb = useFileVerb();
  const now = useNow();
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState("");
  const [kind, setKind] = useState<HoldingKind>("substantive");
  const [picked, setPicked] = useState<string | null>(null);
  const begin = () => {
    setAt(asField(now));
    setPicked(null);
    setOpen(true);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const moment = asMoment(at);
    if (!moment || !picked) return;
    if (await verb.run(() => onAppoint(picked, kind, moment))) setOpen(false);
  };
  if (!open) {
    return (
      <button type="button" className="btn slim" onClick={begin}>
        {word}
      </button>
    );
  }
  return (
    <form className="book" onSubmit={(event) => void submit(event)}>
      <EntryPick what={what} label={label} onPick={(entry) => setPicked(entry?.id ?? null)} />
      <KindField value={kind} onSay={setKind} />
      <When name={say.t("console.holdings.from")} value={at} onSay={setAt} />
      <Foot verb={verb} ready={picked !== null} onLeave={() => setOpen(false)}>
        {word}
      </Foot>
    </form>
  );
}
