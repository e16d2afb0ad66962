/** Which telephone this person uses at this machine, as state of the page; the choice is remembered here only. */
import { partiesSoftphoneToken } from "@helpline/shared/api";
import type { LineRow } from "@helpline/shared/types";
import { useCallback, useEffect, useRef, useSyncExternalStore } from "react";
import { create } from "zustand";
import { BrowserPhone } from "./browserPhone.ts";
import { deskPhone, type PhoneKind, type PhoneState, type Softphone } from "./softphone.ts";

const KEY = "helpline.telephone";

type Chosen = { phone: Softphone; choose: (kind: PhoneKind) => Promise<void> };

/** `choose` throws Problem when the server has no telephones for browsers; then the desk's stays. */
const useChosen = create<Chosen>()((set, get) => ({
  phone: deskPhone,
  choose: async (kind) => {
    get().phone.stop();
    set({ phone: deskPhone });
    localStorage.removeItem(KEY);
    if (kind === "desk") return;
    const phone = new BrowserPhone(() => partiesSoftphoneToken());
    set({ phone });
    try {
      await phone.start();
      localStorage.setItem(KEY, kind);
    } catch (error) {
      set({ phone: deskPhone });
      throw error;
    }
  },
}));

export function usePhone(): { kind: PhoneKind; state: PhoneState; choose: Chosen["choose"] } {
  const { phone, choose } = useChosen();
  const state = useSyncExternalStore(
    (heard) => phone.onChange(heard),
    () => phone.state(),
  );
  return { kind: phone.kind, state, choose };
}

/** What the telephone here is to become; null to leave it, as in a call, which keeps its line. */
export function toBecome(
  line: LineRow["kind"] | null,
  here: PhoneKind,
  state: PhoneState,
): PhoneKind | null {
  if (state === "talking" || line === null || line === "house") return null;
  return line === here ? null : line;
}

/** Has the telephone here follow one's own line. One that could not start is not tried again by itself. */
export function useOwnLine(line: LineRow["kind"] | null): void {
  const { kind, state, choose } = usePhone();
  const tried = useRef<LineRow["kind"] | null>(null);
  useEffect(() => {
    const wanted = toBecome(line, kind, state);
    if (wanted === null || (wanted === "browser" && tried.current === line)) {
      if (line !== "browser") tried.current = null;
      return;
    }
    tried.current = line;
    choose(wanted).catch(() => undefined);
  }, [line, kind, state, choose]);
}

/** The levels of the telephone in use, as of `Softphone.onLevel`. */
export function useLevels(): Softphone["onLevel"] {
  const { phone } = useChosen();
  return useCallback((heard: (level: number) => void) => phone.onLevel(heard), [phone]);
}

/** Takes up the telephone that was chosen on an earlier visit. */
export function rememberPhone(): () => void {
  const { choose } = useChosen.getState();
  if (localStorage.getItem(KEY) === "browser") choose("browser").catch(() => undefined);
  return () => useChosen.getState().phone.stop();
}
