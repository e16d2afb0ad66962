/** Which telephone this person uses at this machine, as state of the page; the choice is remembered here only. */
import { partiesSoftphoneToken } from "@helpline/shared/api";
import { useSyncExternalStore } from "react";
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

/** Takes up the telephone that was chosen on an earlier visit. */
export function rememberPhone(): () => void {
  const { choose } = useChosen.getState();
  if (localStorage.getItem(KEY) === "browser") choose("browser").catch(() => undefined);
  return () => useChosen.getState().phone.stop();
}
