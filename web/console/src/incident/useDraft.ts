/** The draft of one incident in React: made once, fed by the live rows, sent before the page goes. */
import { incidentsSaveField } from "@helpline/shared/api";
import type { IntakeField, IntakeRow } from "@helpline/shared/types";
import {
  createContext,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from "react";
import { type FieldDraft, IntakeDraft, type Value } from "./draft.ts";

type Opened = { draft: IntakeDraft; readOnly: boolean };
const Context = createContext<Opened | null>(null);
export const DraftProvider = Context.Provider;

/**
 * `rows` are the server's fields as they stand now, `arrived` whether they have come at all.
 * Null until the form holds them: a caret can only return to a text that is there.
 */
export function useIntakeDraft(
  incidentId: string,
  rows: ReadonlyMap<string, IntakeRow>,
  arrived: boolean,
): IntakeDraft | null {
  const draft = useMemo(() => newDraft(incidentId), [incidentId]);
  const [filled, setFilled] = useState(false);
  useEffect(() => {
    draft.merge(rows.values());
    if (arrived) setFilled(true);
  }, [draft, rows, arrived]);
  useEffect(() => leaveSafely(incidentId, draft), [incidentId, draft]);
  return filled ? draft : null;
}

export type FieldInHand = FieldDraft & {
  readOnly: boolean;
  edit: (value: Value) => void;
  choose: (value: Value) => void;
};

/** One field: its value as typed, and how to change it. */
export function useField(field: IntakeField): FieldInHand {
  const opened = useContext(Context);
  if (!opened) throw new Error("a field stands outside its form");
  const { draft, readOnly } = opened;
  const now = useSyncExternalStore(
    (heard) => draft.onChange(heard),
    () => draft.get(field),
  );
  return {
    ...now,
    readOnly,
    edit: (value) => draft.edit(field, value),
    choose: (value) => draft.edit(field, value, 0),
  };
}

/** Whether this person only reads the incident: it is closed, or he or she is a guest of its call. */
export function useReadOnly(): boolean {
  return useContext(Context)?.readOnly ?? true;
}

/** Changes whenever any field does. */
export function useDraftRevision(draft: IntakeDraft): number {
  return useSyncExternalStore(
    (heard) => draft.onChange(heard),
    () => draft.revision,
  );
}

function newDraft(incidentId: string): IntakeDraft {
  return new IntakeDraft((field, value, base_rev) =>
    incidentsSaveField({ path: { incident_id: incidentId, field }, body: { value, base_rev } }),
  );
}

function leaveSafely(incidentId: string, draft: IntakeDraft): () => void {
  const hide = () => {
    for (const { field, value, rev } of draft.unsaved()) lastWord(incidentId, field, value, rev);
  };
  const ask = (event: BeforeUnloadEvent) => {
    if (draft.overall().state === "local") event.preventDefault();
  };
  window.addEventListener("pagehide", hide);
  window.addEventListener("beforeunload", ask);
  return () => {
    window.removeEventListener("pagehide", hide);
    window.removeEventListener("beforeunload", ask);
    draft.flush();
  };
}

// A request that outlives the page: a reload loses nothing typed.
function lastWord(incidentId: string, field: IntakeField, value: Value, base_rev: number): void {
  const path = { incident_id: incidentId, field };
  void incidentsSaveField({ path, body: { value, base_rev }, keepalive: true }).catch(
    () => undefined,
  );
}
