/** What is asked of the directory, kept while the page is open, so that going back finds the list as it was. */
import { create } from "zustand";
import type { Asked } from "./verbs.ts";

type Filters = {
  asked: Asked;
  /** How the place or the organisation asked for is called. */
  placeName: string;
  organisationName: string;
  narrow: (change: Asked & Partial<Names>) => void;
  clear: () => void;
};
type Names = { placeName: string; organisationName: string };

const NOTHING = { asked: {}, placeName: "", organisationName: "" };

export const useFilters = create<Filters>()((set) => ({
  ...NOTHING,
  narrow: ({ placeName, organisationName, ...change }) =>
    set((was) => ({
      asked: withoutEmpty({ ...was.asked, ...change }),
      placeName: placeName ?? was.placeName,
      organisationName: organisationName ?? was.organisationName,
    })),
  clear: () => set(NOTHING),
}));

/** Without what is empty: a filter that asks nothing is not sent. */
export function withoutEmpty(asked: Asked): Asked {
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value));
}
