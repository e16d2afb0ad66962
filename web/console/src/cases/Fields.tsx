/** The fields the forms of a case are made of: words in a box that grows, somebody of the staff, several of a few codes. */
import type { OwnerRow } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { Chips } from "../parts/Chips.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { useSay } from "../say/useSay.ts";
import { ownersQuery } from "./queries.ts";

type WordsProps = {
  name: string;
  value: string;
  onText: (text: string) => void;
  max?: number;
  rows?: number;
};

export function Words({ name, value, onText, max = 4000, rows = 2 }: WordsProps) {
  return (
    <div className="whole">
      <Labelled name={name}>
        <textarea
          className="field area"
          rows={rows}
          maxLength={max}
          value={value}
          onChange={({ target }) => onText(target.value)}
        />
      </Labelled>
    </div>
  );
}

type PersonProps = {
  name: string;
  value: string;
  none: string;
  /** Only those who may approve. */
  supervisors?: boolean;
  /** Left out of the list. */
  without?: string;
  onPick: (id: string) => void;
};

/** Somebody who can own or supervise a case, with how many each has already. */
export function PersonPick({ name, value, none, supervisors, without, onPick }: PersonProps) {
  const say = useSay();
  const { data } = useQuery(ownersQuery);
  const fits = (one: OwnerRow) => (!supervisors || one.supervises) && one.id !== without;
  return (
    <Labelled name={name} wide>
      <select className="field" value={value} onChange={({ target }) => onPick(target.value)}>
        <option value="">{none}</option>
        {data?.items.filter(fits).map((one) => (
          <option key={one.id} value={one.id}>
            {say.t("console.case.owner_option", {
              name: say.words(one.name),
              role: say.word("role", one.role),
              n: one.open_cases,
            })}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

type SeveralProps<T extends string> = {
  name: string;
  codes: readonly T[];
  family: string;
  chosen: readonly T[];
  onPick: (chosen: T[]) => void;
};

export function Several<T extends string>(props: SeveralProps<T>) {
  const say = useSay();
  const { name, codes, family, chosen, onPick } = props;
  return (
    <div className="whole">
      <p className="small mute">{name}</p>
      <Chips
        several
        label={name}
        choices={codes.map((code) => ({ code, label: say.word(family, code) }))}
        chosen={[...chosen]}
        onChange={(picked) => onPick(codes.filter((code) => picked.includes(code)))}
      />
    </div>
  );
}
