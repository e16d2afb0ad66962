/** Whom to bring in or hand the call over to: colleagues who are free, services that may be rung. It covers nothing; Escape leaves. */
import { foldForSearch } from "@helpline/shared/format";
import type { CallRow, Reachable } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import {
  Header,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  type Selection,
} from "react-aria-components";
import { useVerb } from "../incident/useVerb.ts";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { type Say, useSay } from "../say/useSay.ts";
import { bringIn, reachableQuery, ringService, transfer } from "./verbs.ts";

type Props = { call: CallRow; onLeave: () => void };
type One = { key: string; id: string; service: boolean; name: string; about: string };

export function TransferPanel({ call, onLeave }: Props) {
  const say = useSay();
  const box = useRef<HTMLInputElement>(null);
  const { data } = useQuery(reachableQuery);
  const [typed, setTyped] = useState("");
  const [picked, setPicked] = useState<string | null>(null);
  useEffect(() => box.current?.focus(), []);
  const found = listed(data, say).filter((one) => matches(one, typed));
  const choice = found.find(({ key }) => key === picked) ?? found[0] ?? null;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onLeave();
  };
  return (
    <section
      className="transfer"
      aria-label={say.t("console.transfer.title")}
      onKeyDown={onKeyDown}
    >
      <div className="transfer-list">
        <label className="small mute">
          {say.t("console.transfer.find")}
          <span className="field with-input">
            <Icon name="search" />
            <input
              ref={box}
              type="text"
              autoComplete="off"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          </span>
        </label>
        <People rows={found} choice={choice} onPick={setPicked} />
      </div>
      <Acts key={choice?.key ?? ""} call={call} choice={choice} onLeave={onLeave} />
    </section>
  );
}

function listed(data: Reachable | undefined, say: Say): One[] {
  const colleagues = (data?.colleagues ?? []).map((one) => ({
    key: `c:${one.id}`,
    id: one.id,
    service: false,
    name: say.words(one.name),
    about: [
      ...one.languages.map((code) => say.word("language", code)),
      ...one.skills.map((code) => say.word("skill", code)),
    ].join(", "),
  }));
  const services = (data?.services ?? []).map((one) => ({
    key: `s:${one.code}`,
    id: one.code,
    service: true,
    name: say.words(one.name),
    about: "",
  }));
  return [...colleagues, ...services];
}

function matches({ name, about, id, service }: One, typed: string): boolean {
  const wanted = foldForSearch(typed);
  const said = foldForSearch(`${name} ${about} ${service ? id : ""}`);
  return wanted.split(/\s+/).every((word) => said.includes(word));
}

type PeopleProps = { rows: One[]; choice: One | null; onPick: (key: string) => void };

function People({ rows, choice, onPick }: PeopleProps) {
  const say = useSay();
  if (rows.length === 0) return <p className="mute small">{say.t("console.transfer.nobody")}</p>;
  const sections = [
    { id: "colleagues", of: rows.filter(({ service }) => !service) },
    { id: "services", of: rows.filter(({ service }) => service) },
  ].filter(({ of }) => of.length > 0);
  return (
    <ListBox
      aria-label={say.t("console.transfer.title")}
      className="transfer-people"
      selectionMode="single"
      selectionBehavior="replace"
      disallowEmptySelection
      selectedKeys={choice ? [choice.key] : []}
      onSelectionChange={(keys: Selection) => keys !== "all" && onPick(String([...keys][0] ?? ""))}
      dependencies={[say, rows]}
    >
      {sections.map(({ id, of }) => (
        <ListBoxSection key={id} id={id}>
          <Header className="small mute">{say.t(`console.transfer.${id}`)}</Header>
          {of.map((one) => (
            <ListBoxItem key={one.key} id={one.key} textValue={one.name} className="transfer-one">
              <b>{one.name}</b>
              {one.about && <span className="small mute">{one.about}</span>}
            </ListBoxItem>
          ))}
        </ListBoxSection>
      ))}
    </ListBox>
  );
}

type ActsProps = { call: CallRow; choice: One | null; onLeave: () => void };

function Acts({ call, choice, onLeave }: ActsProps) {
  const say = useSay();
  const verb = useVerb();
  const run = async (work: () => Promise<unknown>) => {
    if (await verb.run(work)) onLeave();
  };
  return (
    <div className="transfer-acts">
      {choice && !choice.service && (
        <>
          <Act
            icon="xfer"
            primary
            busy={verb.busy}
            title={say.t("console.transfer.warm")}
            note={say.t("console.transfer.warm_note")}
            onPress={() => void run(() => transfer(call.id, choice.id, "warm"))}
          />
          <Act
            icon="go"
            busy={verb.busy}
            title={say.t("console.transfer.cold")}
            note={say.t("console.transfer.cold_note")}
            onPress={() => void run(() => transfer(call.id, choice.id, "cold"))}
          />
          <Act
            icon="users"
            busy={verb.busy}
            title={say.t("console.transfer.join")}
            note={say.t("console.transfer.join_note")}
            onPress={() => void run(() => bringIn(call.id, choice.id))}
          />
        </>
      )}
      {choice?.service && (
        <Act
          icon="phone"
          primary
          busy={verb.busy}
          title={say.t("console.transfer.ring", { name: choice.name })}
          note={say.t("console.transfer.ring_note")}
          onPress={() => void run(() => ringService(call.id, choice.id))}
        />
      )}
      <Refused text={verb.refused} />
      <button type="button" className="btn quiet slim" onClick={onLeave}>
        {say.t("common.cancel")}
        <span className="key" lang="en" aria-hidden="true">
          Esc
        </span>
      </button>
    </div>
  );
}

type ActProps = {
  icon: "xfer" | "go" | "users" | "phone";
  title: string;
  note: string;
  primary?: boolean;
  busy: boolean;
  onPress: () => void;
};

function Act({ icon, title, note, primary, busy, onPress }: ActProps) {
  return (
    <p className="transfer-act">
      <button
        type="button"
        className={primary ? "btn primary" : "btn"}
        aria-disabled={busy}
        onClick={onPress}
      >
        <Icon name={icon} />
        {title}
      </button>
      <span className="small mute">{note}</span>
    </p>
  );
}
