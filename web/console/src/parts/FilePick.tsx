/** Chooses one file from the machine: a button in our own words, and the name of what was chosen. */
import type { ChangeEvent } from "react";
import { useSay } from "../say/useSay.ts";
import { Labelled } from "./Labelled.tsx";

type Props = {
  label: string;
  /** As the attribute `accept` of the field has it. */
  accept: string;
  chosen: string | null;
  /** Null when the choice was taken back. */
  onFile: (file: File | null) => void;
};

export function FilePick({ label, accept, chosen, onFile }: Props) {
  const say = useSay();
  const choose = ({ target }: ChangeEvent<HTMLInputElement>) => onFile(target.files?.[0] ?? null);
  return (
    <Labelled name={label} wide>
      <span className="field file-pick">
        <input
          className="sr-only"
          type="file"
          accept={accept}
          aria-label={label}
          onChange={choose}
        />
        <span className="btn slim" aria-hidden="true">
          {say.t("console.import.choose")}
        </span>
        <span className="file-name">{chosen ?? say.t("console.import.none_chosen")}</span>
      </span>
    </Labelled>
  );
}
