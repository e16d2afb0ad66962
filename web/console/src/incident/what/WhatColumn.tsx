/** What: the intake form as a ruled sheet in call order; it validates nothing before dispatch. */
import type { IncidentRow } from "@helpline/shared/types";
import { type FocusEvent, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useKeys } from "../../keys/useKeys.ts";
import { useSay } from "../../say/useSay.ts";
import type { IntakeDraft } from "../draft.ts";
import { firstFocusable, rememberedField } from "../remember.ts";
import { useDraftRevision } from "../useDraft.ts";
import { KeyHints } from "./KeyHints.tsx";
import { SavedChip } from "./SavedChip.tsx";
import { SectionBody } from "./SectionBody.tsx";
import { SectionRow } from "./SectionRow.tsx";
import { isFilled, SECTIONS, type SectionNo, sectionOf } from "./sections.ts";

type Props = { incident: IncidentRow; draft: IntakeDraft };

export function WhatColumn({ incident, draft }: Props) {
  const say = useSay();
  useDraftRevision(draft);
  const sheet = useRef<HTMLOListElement>(null);
  const [now, setNow] = useState<SectionNo>(() => sectionOf(rememberedField(incident.id)) ?? 1);
  // A section once opened stays open: nothing may move away under a hand that is about to press.
  const [reached, setReached] = useState<ReadonlySet<SectionNo>>(() => new Set([now]));
  const reach = (no: SectionNo) => {
    setNow(no);
    setReached((before) => (before.has(no) ? before : new Set([...before, no])));
  };
  const filled = SECTIONS.filter((section) => isFilled(section, draft, incident));

  const go = (no: number) => {
    const section = SECTIONS[Math.max(1, Math.min(9, no)) - 1];
    if (!section) return;
    flushSync(() => reach(section.no));
    const row = sheet.current?.children[section.no - 1];
    if (row) firstFocusable(row.querySelector(".section-body") ?? row)?.focus();
    row?.scrollIntoView({ block: "nearest" });
  };
  useKeys({
    section_before: () => go(now - 1),
    section_after: () => go(now + 1),
    place: () => go(2),
  });

  const onFocus = (event: FocusEvent) => {
    const no = Number(event.target.closest<HTMLElement>("[data-section]")?.dataset.section);
    if (no) reach(no as SectionNo);
  };
  return (
    <>
      <div className="col-head">
        <h1>{say.t("console.col.what")}</h1>
        <span className="mute small">{say.t("console.what.filled", { n: filled.length })}</span>
        <SavedChip draft={draft} />
      </div>
      <div className="col-body">
        <ol ref={sheet} className="sheet" onFocus={onFocus}>
          {SECTIONS.map((section) => (
            <SectionRow
              key={section.no}
              section={section}
              isNow={section.no === now}
              isOpen={!section.later || reached.has(section.no)}
              isFilled={filled.includes(section)}
              onOpen={() => go(section.no)}
            >
              <SectionBody no={section.no} incident={incident} />
            </SectionRow>
          ))}
        </ol>
      </div>
      <KeyHints />
    </>
  );
}
