/** Listens to the levels of the softphone while the caller could be heard, and tells when silent mode is to be offered. */
import type { CallRow } from "@helpline/shared/types";
import { useEffect, useState } from "react";
import { isTalking } from "../parties/rules.ts";
import { useLevels } from "../softphone/usePhone.ts";
import { listen } from "./hush.ts";

type Asked = Pick<CallRow, "state" | "handed_over" | "held_at" | "muted_at" | "interview">;

/** The caller alone is listened to: not one who is on hold, muted, or asked for keys already. */
export function isListened(call: Asked): boolean {
  return isTalking(call) && !call.held_at && !call.muted_at && !call.interview;
}

export function useHush(call: CallRow): boolean {
  const onLevel = useLevels();
  const listens = isListened(call);
  const [hushed, setHushed] = useState(false);
  useEffect(() => {
    setHushed(false);
    return listens ? listen(onLevel, setHushed) : undefined;
  }, [listens, onLevel]);
  return hushed && listens;
}
