/** By which addresses somebody is reached: masked, proved or not, and the verbs that prove them. */
import type { ContactChannel, ContactRow, Id } from "@helpline/shared/types";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useVerb, type Verb } from "../incident/useVerb.ts";
import { useTwice } from "../keys/useTwice.ts";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { StateWord } from "../parts/status.tsx";
import { type Say, useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { Part } from "./parts.tsx";
import {
  addContact,
  type OwnerKind,
  removeContact,
  sendCode,
  sendTest,
  typeCode,
  vouch,
} from "./verbs.ts";

const CHANNELS: readonly ContactChannel[] = ["text", "voice", "email"];

type Props = { kind: OwnerKind; id: Id; rows: ContactRow[] };

export function Contacts({ kind, id, rows }: Props) {
  const say = useSay();
  const manages = useMe()?.permissions.includes("directory.manage");
  return (
    <Part title={say.t("console.contacts.title")}>
      {rows.length === 0 && <p className="small mute">{say.t("console.contacts.none")}</p>}
      <ul className="file-list">
        {rows.map((row) => (
          <Line key={row.id} row={row} manages={manages === true} />
        ))}
      </ul>
      {manages && <NewContact kind={kind} id={id} />}
    </Part>
  );
}

/** Runs a verb and asks for the page anew, whether it was done or refused. */
export function useFileVerb(): Verb {
  const kept = useQueryClient();
  const verb = useVerb();
  const run: Verb["run"] = async (work) => {
    const done = await verb.run(work);
    await kept.invalidateQueries({ queryKey: ["directory"] });
    return done;
  };
  return { ...verb, run };
}

function Line({ row, manages }: { row: ContactRow; manages: boolean }) {
  const say = useSay();
  const now = useNow();
  return (
    <li>
      <div className="row contact-line">
        <b>{say.word("contact_channel", row.channel)}</b>
        <span className="num">{say.n(row.address)}</span>
        <span className="end">
          <Proof row={row} />
        </span>
      </div>
      {row.last && (
        <p className="small mute">
          {say.t(`console.contacts.last_${row.last.kind}`, {
            state: say.word("notice", row.last.state),
            time: say.dayOrClock(row.last.at, now),
          })}
        </p>
      )}
      {manages && <Verbs row={row} />}
    </li>
  );
}

function Proof({ row }: { row: ContactRow }) {
  const say = useSay();
  if (!row.verified_at) {
    return (
      <StateWord hue="waiting" icon="hour">
        {say.t("console.contacts.unproved")}
      </StateWord>
    );
  }
  return (
    <StateWord hue="safe" icon="check">
      {proofText(row, say)}
    </StateWord>
  );
}

function proofText({ verified_at, verified_by_code }: ContactRow, say: Say): string {
  const how = verified_by_code ? "by_code" : "by_word";
  return say.t(`console.contacts.${how}`, { day: verified_at ? say.day(verified_at) : "" });
}

function Verbs({ row }: { row: ContactRow }) {
  const say = useSay();
  const now = useNow();
  const verb = useFileVerb();
  const remove = useTwice(() => void verb.run(() => removeContact(row.id)));
  const rings = row.channel !== "email";
  const waits = row.code_until !== null && Date.parse(row.code_until) > now;
  return (
    <>
      {waits && !row.verified_at && <CodeField row={row} verb={verb} />}
      <div className="row contact-verbs">
        {rings && !row.verified_at && (
          <Press verb={verb} word="code" work={() => sendCode(row.id)} />
        )}
        {!row.verified_at && <Press verb={verb} word="vouch" work={() => vouch(row.id)} />}
        {rings && <Press verb={verb} word="test" work={() => sendTest(row.id)} />}
        <button
          type="button"
          className={remove.armed ? "btn danger slim" : "btn quiet slim"}
          aria-disabled={verb.busy}
          onClick={remove.press}
        >
          {say.t(remove.armed ? "console.contacts.remove_again" : "console.contacts.remove")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </>
  );
}

type PressProps = { verb: Verb; word: string; work: () => Promise<unknown> };

function Press({ verb, word, work }: PressProps) {
  const say = useSay();
  return (
    <button
      type="button"
      className="btn quiet slim"
      aria-disabled={verb.busy}
      onClick={() => void verb.run(work)}
    >
      {say.t(`console.contacts.${word}`)}
    </button>
  );
}

function CodeField({ row, verb }: { row: ContactRow; verb: Verb }) {
  const say = useSay();
  const [code, setCode] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.trim()) void verb.run(() => typeCode(row.id, code.trim()));
  };
  return (
    <form className="row contact-code" onSubmit={submit}>
      <Labelled name={say.t("console.contacts.type_code")}>
        <input
          className="field"
          inputMode="numeric"
          autoComplete="off"
          maxLength={20}
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
      </Labelled>
      <button type="submit" className="btn slim" aria-disabled={verb.busy || !code.trim()}>
        {say.t("console.contacts.check_code")}
      </button>
    </form>
  );
}

function NewContact({ kind, id }: Omit<Props, "rows">) {
  const say = useSay();
  const verb = useFileVerb();
  const [channel, setChannel] = useState<ContactChannel>("text");
  const [address, setAddress] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!address.trim()) return;
    if (await verb.run(() => addContact(kind, id, channel, address.trim()))) setAddress("");
  };
  return (
    <form className="book" onSubmit={(event) => void submit(event)}>
      <Labelled name={say.t("console.contacts.channel")}>
        <select
          className="field"
          value={channel}
          onChange={(event) => setChannel(event.target.value as ContactChannel)}
        >
          {CHANNELS.map((code) => (
            <option key={code} value={code}>
              {say.word("contact_channel", code)}
            </option>
          ))}
        </select>
      </Labelled>
      <Labelled name={say.t("console.contacts.address")} wide>
        <input
          className="field"
          type={channel === "email" ? "email" : "tel"}
          autoComplete="off"
          maxLength={254}
          value={address}
          onChange={(event) => setAddress(event.target.value)}
        />
      </Labelled>
      <div className="row">
        <button type="submit" className="btn slim" aria-disabled={verb.busy || !address.trim()}>
          <Icon name="check" />
          {say.t("console.contacts.add")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}
