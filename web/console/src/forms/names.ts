/** What the places and people are called that the answers of one form point at. */
import type { Words } from "@helpline/shared/types";
import { createContext, useContext } from "react";

export const Names = createContext<Record<string, Words>>({});

export function useNames(): Record<string, Words> {
  return useContext(Names);
}
