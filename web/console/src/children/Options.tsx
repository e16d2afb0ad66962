/** A native choice among codes, in the reader's words; `none` is the choice of saying nothing. */
import { useSay } from "../say/useSay.ts";

type Props<T extends string> = {
  value: T | "";
  codes: readonly T[];
  family: string;
  none?: string;
  onPick: (code: T) => void;
};

export function Options<T extends string>({ value, codes, family, none, onPick }: Props<T>) {
  const say = useSay();
  return (
    <select className="field" value={value} onChange={(e) => onPick(e.target.value as T)}>
      {none !== undefined && <option value="">{none}</option>}
      {codes.map((code) => (
        <option key={code} value={code}>
          {say.word(family, code)}
        </option>
      ))}
    </select>
  );
}
