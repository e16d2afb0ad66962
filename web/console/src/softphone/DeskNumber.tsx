/** The number of one's own desk telephone, typed and sent; only its owner sees it again. */
import { type FormEvent, useState } from "react";
import { useSay } from "../say/useSay.ts";

type Props = { number: string | null; busy: boolean; onSave: (number: string) => void };

export function DeskNumber({ number, busy, onSave }: Props) {
  const say = useSay();
  const [typed, setTyped] = useState(number ?? "");
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim()) onSave(typed.trim());
  };
  return (
    <form className="row" onSubmit={save}>
      <label className="small">
        {say.t("console.phone.number")}
        <input
          className="field"
          type="tel"
          autoComplete="off"
          placeholder="+880…"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </label>
      <button type="submit" className="btn slim" aria-disabled={busy}>
        {say.t("console.phone.save")}
      </button>
    </form>
  );
}
