/** What happens: one picker over every list, found by everyday words, and chips for what is chosen and common. */
import type { Category, IncidentRow } from "@helpline/shared/types";
import { useMemo, useState } from "react";
import { ComboBox, Group, Input, ListBox, ListBoxItem, Popover, Text } from "react-aria-components";
import { Chips } from "../../parts/Chips.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Refused } from "../../parts/Refused.tsx";
import { useSay } from "../../say/useSay.ts";
import { matching, useCategories, useLabels } from "../useCategories.ts";
import { useReadOnly } from "../useDraft.ts";
import { useVerb } from "../useVerb.ts";
import { categorise } from "../verbs.ts";

const QUICK = 4;
const SHOWN = 12;

export function CategoryPicker({ incident }: { incident: IncidentRow }) {
  const say = useSay();
  const verb = useVerb();
  const labelOf = useLabels();
  const categories = useCategories();
  const chosen = incident.categories;
  const readOnly = useReadOnly();
  const set = (codes: string[]) => void verb.run(() => categorise(incident.id, codes));
  const chips = useMemo(() => chipCodes(categories, chosen), [categories, chosen]);
  return (
    <div data-field="categories" className="answer">
      {!readOnly && (
        <CategorySearch
          categories={categories}
          chosen={chosen}
          onPick={(code) => set([...chosen, code])}
        />
      )}
      <Chips
        label={say.t("console.q.what")}
        several
        disabled={readOnly}
        choices={(readOnly ? chosen : chips).map((code) => ({ code, label: labelOf(code) }))}
        chosen={chosen}
        onChange={set}
      />
      <Refused text={verb.refused} />
    </div>
  );
}

/** Chosen ones first, then the first of the risk list in the server's order. */
function chipCodes(categories: Category[], chosen: string[]): string[] {
  const common = categories.filter(({ list, code }) => list === "risk" && !chosen.includes(code));
  return [...chosen, ...common.slice(0, QUICK).map(({ code }) => code)];
}

type SearchProps = {
  categories: Category[];
  chosen: string[];
  onPick: (code: string) => void;
};

function CategorySearch({ categories, chosen, onPick }: SearchProps) {
  const say = useSay();
  const [typed, setTyped] = useState("");
  const found = useMemo(
    () =>
      matching(categories, typed)
        .filter(({ code }) => !chosen.includes(code))
        .slice(0, SHOWN),
    [categories, chosen, typed],
  );
  return (
    <ComboBox
      aria-label={say.t("console.category.search")}
      items={found}
      inputValue={typed}
      onInputChange={setTyped}
      selectedKey={null}
      onSelectionChange={(code) => {
        if (!code) return;
        setTyped("");
        onPick(String(code));
      }}
      onBlur={() => setTyped("")}
      menuTrigger="input"
      allowsCustomValue
      allowsEmptyCollection
    >
      <Group className="field with-input">
        <Icon name="search" />
        <Input placeholder={say.t("console.category.hint")} />
      </Group>
      <Popover className="menu places" offset={4}>
        <ListBox<Category>
          renderEmptyState={() => (
            <p className="menu-empty mute">{say.t("console.category.none")}</p>
          )}
        >
          {(item) => (
            <ListBoxItem
              id={item.code}
              textValue={say.words(item.label)}
              className="menu-item place-item"
            >
              <Text slot="label">
                <b>{say.words(item.label)}</b>
                <span className="mute small line">{say.words(item.group)}</span>
              </Text>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
