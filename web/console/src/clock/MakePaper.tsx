/** Makes a paper, or the correction of one: which fields a kind needs stand there, and no others; Escape leaves. */
import { newId } from "@helpline/shared/new-id";
import type { NoEscort, PaperKind, PaperRow, PaperWanted, Receiver } from "@helpline/shared/types";
import { type FormEvent, type KeyboardEvent, useState } from "react";
import { DateField } from "../dates/DateField.tsx";
import { useVerb } from "../incident/useVerb.ts";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { OneOf } from "../parts/OneOf.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { NO_ESCORT, PAPER_KINDS, RECEIVERS } from "./codes.ts";
import { inDhaka, type Sheet, toPaper } from "./sheet.ts";
import { makePaper } from "./verbs.ts";

type Props = { incidentId: string; corrects: PaperRow | null; onDone: () => void };

export function MakePaper({ incidentId, corrects, onDone }: Props) {
  const say = useSay();
  const [kind, setKind] = useState<PaperKind | null>(corrects?.kind ?? null);
  if (!kind) {
    return (
      <OneOf
        title={say.t("console.papers.which")}
        codes={PAPER_KINDS}
        family="paper"
        onPick={setKind}
        onLeave={onDone}
      />
    );
  }
  return <Form incidentId={incidentId} kind={kind} corrects={corrects} onDone={onDone} />;
}

function Form({ incidentId, kind, corrects, onDone }: Props & { kind: PaperKind }) {
  const say = useSay();
  const verb = useVerb();
  const now = useNow();
  const [sheet, setSheet] = useState<Sheet>(() => ({ handed_at: inDhaka(now) }));
  /** Sent again after an answer that was lost, it is the paper it was before, with its number. */
  const [id] = useState(newId);
  const set = (name: keyof Sheet) => (value: string) => setSheet({ ...sheet, [name]: value });
  const make = async (event: FormEvent) => {
    event.preventDefault();
    const wanted: PaperWanted = { ...toPaper(kind, sheet), id, replaces: corrects?.id ?? null };
    if (await verb.run(() => makePaper(incidentId, wanted))) onDone();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onDone();
  };
  const text = (name: keyof Sheet, type = "text") => (
    <Line key={name} name={name} type={type} value={sheet[name] ?? ""} onSay={set(name)} />
  );
  const when = (name: "gd_day" | "handed_at", of: "day" | "moment") => (
    <DateField
      wide
      of={of}
      name={say.t(`console.papers.f.${name}`)}
      value={sheet[name] ?? ""}
      onSay={(value) => set(name)(value ?? "")}
    />
  );
  return (
    <form className="book" onSubmit={(event) => void make(event)} onKeyDown={onKeyDown}>
      <p className="small">
        <b>{say.word("paper", kind)}</b>
        {corrects &&
          ` · ${say.t("console.papers.correcting", { memo: say.lang === "bn" ? corrects.memo_bn : corrects.memo })}`}
      </p>
      {kind === "letter" && text("subject")}
      {kind === "hand_over" && (
        <>
          <Choose
            name="receiver_kind"
            codes={RECEIVERS}
            family="receiver"
            value={sheet.receiver_kind ?? ""}
            onSay={(value) => setSheet({ ...sheet, receiver_kind: value as Receiver })}
          />
          {(["receiver_name", "receiver_relation", "receiver_address"] as const).map((name) =>
            text(name),
          )}
          {text("escort_name")}
          {text("escort_post")}
          <Choose
            name="no_escort_reason"
            codes={NO_ESCORT}
            family="no_escort"
            value={sheet.no_escort_reason ?? ""}
            onSay={(value) => setSheet({ ...sheet, no_escort_reason: value as NoEscort })}
          />
          {text("travel_taka", "number")}
          {text("gd_number")}
          {text("gd_thana")}
          {when("gd_day", "day")}
          {when("handed_at", "moment")}
        </>
      )}
      <label className="pick small whole">
        <span className="mute">{say.t("console.papers.f.text")}</span>
        <textarea
          className="field"
          maxLength={4000}
          value={sheet.text ?? ""}
          onChange={(event) => set("text")(event.target.value)}
        />
      </label>
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy}>
          <Icon name="check" />
          {verb.busy ? say.t("common.sending") : say.t("console.papers.done")}
        </button>
        <button type="button" className="btn quiet slim" onClick={onDone}>
          {say.t("console.papers.leave")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

type LineProps = {
  name: keyof Sheet;
  type: string;
  value: string;
  onSay: (value: string) => void;
};

function Line({ name, type, value, onSay }: LineProps) {
  const say = useSay();
  return (
    <label className="pick wide small">
      <span className="mute">{say.t(`console.papers.f.${name}`)}</span>
      <input
        className="field"
        type={type}
        min={type === "number" ? 0 : undefined}
        maxLength={200}
        value={value}
        onChange={(event) => onSay(event.target.value)}
      />
    </label>
  );
}

type ChooseProps = {
  name: keyof Sheet;
  codes: readonly string[];
  family: string;
  value: string;
  onSay: (value: string) => void;
};

function Choose({ name, codes, family, value, onSay }: ChooseProps) {
  const say = useSay();
  return (
    <label className="pick wide small">
      <span className="mute">{say.t(`console.papers.f.${name}`)}</span>
      <select className="field" value={value} onChange={(event) => onSay(event.target.value)}>
        <option value="">{say.t("console.papers.none")}</option>
        {codes.map((code) => (
          <option key={code} value={code}>
            {say.word(family, code)}
          </option>
        ))}
      </select>
    </label>
  );
}
