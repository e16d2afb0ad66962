/** Enters the address of a centre, which is sealed at once, or takes it away; it shows none that is kept. */
import { directorySetAddress } from "@helpline/shared/api";
import type { Id } from "@helpline/shared/types";
import { type FormEvent, useLayoutEffect, useRef, useState } from "react";
import { useTwice } from "../keys/useTwice.ts";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { useFileVerb } from "./Contacts.tsx";
import { Foot } from "./Holdings.tsx";

export function SealAddress({ id, known }: { id: Id; known: boolean }) {
  const say = useSay();
  const verb = useFileVerb();
  const [typed, setTyped] = useState<string | null>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const isOpen = typed !== null;
  const wasOpen = useRef(false);
  // What showed the address may have come meanwhile and stand where the way back is looked for.
  useLayoutEffect(() => {
    if (wasOpen.current && !isOpen) opener.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  const path = { centre_id: id };
  const set = async (address: string | null) => {
    // The answer has no body: that it came is what counts.
    const done = await verb.run(async () => {
      await directorySetAddress({ path, body: { address } });
      return true;
    });
    if (done) setTyped(null);
    return done;
  };
  // What was pressed goes away with the address; what stands beside it is what one may do next.
  const take = useTwice(() => void set(null).then((done) => done && opener.current?.focus()));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed?.trim()) void set(typed.trim());
  };
  if (typed === null) {
    return (
      <div className="row">
        <button ref={opener} type="button" className="btn quiet slim" onClick={() => setTyped("")}>
          <Icon name="pen" />
          {say.t(known ? "console.where_it_is.anew" : "console.where_it_is.enter")}
        </button>
        {known && (
          <button
            type="button"
            className={take.armed ? "btn danger slim" : "btn quiet slim"}
            aria-disabled={verb.busy}
            onClick={take.press}
          >
            {say.t(take.armed ? "console.where_it_is.take_again" : "console.where_it_is.take")}
          </button>
        )}
        <Refused text={verb.refused} />
      </div>
    );
  }
  return (
    <form className="book" onSubmit={submit}>
      <Labelled name={say.t("console.where_it_is.address")} wide>
        <input
          className="field"
          type="text"
          maxLength={500}
          autoComplete="off"
          // biome-ignore lint/a11y/noAutofocus: opened by a press, it goes on where the press was
          autoFocus
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </Labelled>
      <Foot verb={verb} ready={typed.trim() !== ""} onLeave={() => setTyped(null)}>
        {say.t("console.where_it_is.seal")}
      </Foot>
    </form>
  );
}
