/** A place for which a target holds, or that a list is narrowed to; empty is the whole country. */
import { useState } from "react";
import { ComboBox, Group, Input, Label, ListBox, Popover } from "react-aria-components";
import { PlaceItem, placeLine } from "../incident/what/PlacePicker.tsx";
import { type PlaceItemFound, usePlaces, whyNone } from "../incident/what/usePlaces.ts";
import { useSay } from "../say/useSay.ts";

type Props = {
  label: string;
  /** How the place picked earlier is called. */
  start?: string;
  onPick: (code: string | null, name: string) => void;
};

export function PlaceField({ label, start = "", onPick }: Props) {
  const say = useSay();
  const [typed, setTyped] = useState(start);
  const [picked, setPicked] = useState(start);
  const found = usePlaces(typed === picked ? "" : typed);
  const type = (text: string) => {
    setTyped(text);
    if (text !== picked) onPick(null, "");
  };
  const pick = (code: string) => {
    const place = found.items.find((one) => one.code === code);
    if (!place) return;
    setPicked(placeLine(place, say));
    setTyped(placeLine(place, say));
    onPick(code, placeLine(place, say));
  };
  return (
    <ComboBox
      className="pick wide small"
      items={found.items}
      inputValue={typed}
      onInputChange={type}
      selectedKey={null}
      onSelectionChange={(code) => code && pick(String(code))}
      onBlur={() => typed !== picked && setTyped("")}
      menuTrigger="input"
      allowsCustomValue
      // Of what was picked there is nothing more to choose: the list closes, and stays closed.
      allowsEmptyCollection={typed !== picked}
    >
      <Label className="mute">{label}</Label>
      <Group className="field with-input">
        <Input placeholder={say.t("console.place.hint")} />
      </Group>
      <Popover className="menu places" offset={4}>
        <ListBox<PlaceItemFound>
          renderEmptyState={() => <p className="menu-empty mute">{say.t(whyNone(typed, found))}</p>}
        >
          {(item) => <PlaceItem place={item} />}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
