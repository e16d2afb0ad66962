/** The place, searched in Bangla, English or Bangla typed in Latin letters; how it is known is told in the column of who. */
import type { IncidentRow, Place } from "@helpline/shared/types";
import { useEffect, useState } from "react";
import { ComboBox, Group, Input, ListBox, ListBoxItem, Popover, Text } from "react-aria-components";
import { Cap } from "../../parts/Cap.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Refused } from "../../parts/Refused.tsx";
import { type Say, useSay } from "../../say/useSay.ts";
import { useReadOnly } from "../useDraft.ts";
import { useVerb } from "../useVerb.ts";
import { locate } from "../verbs.ts";
import { type PlaceItemFound, usePlaces, whyNone } from "./usePlaces.ts";

export function PlacePicker({ incident }: { incident: IncidentRow }) {
  const say = useSay();
  const verb = useVerb();
  const { place } = incident;
  const known = place ? placeLine(place, say) : "";
  const [typed, setTyped] = useState(known);
  // A place set elsewhere, or the other language, is shown here too.
  useEffect(() => setTyped(known), [known]);
  const found = usePlaces(typed === known ? "" : typed);
  const set = (code: string) => verb.run(() => locate(incident.id, code, "said"));
  const readOnly = useReadOnly();

  return (
    <div data-field="place" className="answer">
      <ComboBox
        aria-label={say.t("console.place.label")}
        items={found.items}
        inputValue={typed}
        onInputChange={setTyped}
        selectedKey={null}
        onSelectionChange={(code) => code && void set(String(code))}
        onBlur={() => setTyped(known)}
        menuTrigger="input"
        allowsCustomValue
        allowsEmptyCollection
        isReadOnly={readOnly}
      >
        <Group className={place?.basis === "guess" ? "field with-input guess" : "field with-input"}>
          <Icon name="pin" />
          <Input placeholder={say.t("console.place.hint")} onFocus={(e) => e.target.select()} />
          <Cap action="place" />
        </Group>
        <Popover className="menu places" offset={4}>
          <ListBox<PlaceItemFound>
            renderEmptyState={() => (
              <p className="menu-empty mute">
                {say.t(whyNone(typed === known ? "" : typed, found))}
              </p>
            )}
          >
            {(item) => <PlaceItem place={item} />}
          </ListBox>
        </Popover>
      </ComboBox>
      <Refused text={verb.refused} />
    </div>
  );
}

export function PlaceItem({ place }: { place: PlaceItemFound }) {
  const say = useSay();
  return (
    <ListBoxItem id={place.code} textValue={placeLine(place, say)} className="menu-item place-item">
      <Text slot="label">
        <b>{say.words(place.name)}</b>{" "}
        <span className="mute small">{say.word("place_kind", place.kind)}</span>
        {place.mahalla && place.ward && (
          <span className="small line">
            {say.t("console.place.mahalla", {
              name: say.words(place.mahalla),
              no: place.ward.no,
            })}
          </span>
        )}
        <span className="mute small line">
          {say.words(place.path)}
          {place.note && ` · ${say.words(place.note)}`}
          {place.km !== undefined && ` · ${say.t("console.place.away", { km: place.km })}`}
          {place.our_spelling &&
            ` · ${say.t("console.place.our_spelling", { name: place.our_spelling })}`}
        </span>
      </Text>
    </ListBoxItem>
  );
}

export function placeLine(place: Place, say: Say): string {
  const [name, path] = [say.words(place.name), say.words(place.path)];
  const line = path.startsWith(name) ? path : `${name}, ${path}`;
  return `${line} (${say.word("place_kind", place.kind)})`;
}
