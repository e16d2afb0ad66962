/** Finds one worker, post, organisation or colleague by name, code or what it is for; it changes nothing. */
import type { Entry } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import {
  ComboBox,
  Group,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Text,
} from "react-aria-components";
import { useSay } from "../say/useSay.ts";
import { entriesQuery } from "./verbs.ts";

const REST_MS = 150;
const SHOWN = 8;

type Props = {
  what: "worker" | "post" | "organisation" | "staff";
  label: string;
  /** How the one picked earlier is called. */
  start?: string;
  onPick: (entry: Entry | null) => void;
};

export function EntryPick({ what, label, start = "", onPick }: Props) {
  const say = useSay();
  const [typed, setTyped] = useState(start);
  const [picked, setPicked] = useState(start);
  const [asked, setAsked] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setAsked(typed), REST_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const wanted = asked.trim() && asked !== picked ? asked.trim() : "";
  const { data } = useQuery({
    ...entriesQuery({ what, q: wanted }),
    refetchInterval: false,
    enabled: wanted !== "",
  });
  const found = wanted ? (data?.items ?? []).slice(0, SHOWN) : [];
  const type = (text: string) => {
    setTyped(text);
    if (text !== picked) onPick(null);
  };
  const pick = (id: string) => {
    const entry = found.find((one) => one.id === id);
    if (!entry) return;
    const line = [say.words(entry.name), entry.code].join(" · ");
    setPicked(line);
    setTyped(line);
    onPick(entry);
  };
  return (
    <ComboBox
      className="pick wide small"
      items={found}
      inputValue={typed}
      onInputChange={type}
      selectedKey={null}
      onSelectionChange={(id) => id && pick(String(id))}
      onBlur={() => typed !== picked && setTyped("")}
      menuTrigger="input"
      allowsCustomValue
      // Of what was picked there is nothing more to choose: the list closes, and stays closed.
      allowsEmptyCollection={typed !== picked}
    >
      <Label className="mute">{label}</Label>
      <Group className="field with-input">
        <Input placeholder={say.t("console.directory.search_hint")} />
      </Group>
      <Popover className="menu places" offset={4}>
        <ListBox<Entry>
          renderEmptyState={() => (
            <p className="menu-empty mute">{say.t("console.directory.nobody")}</p>
          )}
        >
          {(entry) => <Item entry={entry} />}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}

function Item({ entry }: { entry: Entry }) {
  const say = useSay();
  const facts = [say.words(entry.about ?? entry.kind?.name), say.words(entry.place?.name)];
  return (
    <ListBoxItem id={entry.id} textValue={say.words(entry.name)} className="menu-item place-item">
      <Text slot="label">
        <b>{say.words(entry.name)}</b>{" "}
        <span className="mute small" lang="en">
          {entry.code}
        </span>
        <span className="mute small line">{facts.filter(Boolean).join(" · ")}</span>
      </Text>
    </ListBoxItem>
  );
}
