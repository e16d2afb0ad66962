/** How an entry of the directory stands, in words with their icons; it decides nothing. */
import type { IconName } from "@helpline/shared/icons";
import type { Entry } from "@helpline/shared/types";
import { type Hue, StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";

type Stands = Pick<Entry, "on_duty" | "on_leave" | "operating" | "reachable" | "vacant">;
type Word = [word: string, hue: Hue, icon: IconName];

/** What is to be said of it, the most pressing last: that nobody can reach him or her presses on duty only. */
export function wordsOf(entry: Stands): Word[] {
  const words: (Word | null)[] = [
    entry.on_leave
      ? ["on_leave", "none", "leaf"]
      : entry.on_duty === null
        ? null
        : entry.on_duty
          ? ["on_duty", "oncall", "check"]
          : ["off_duty", "none", "off"],
    entry.operating === false ? ["not_operating", "none", "off"] : null,
    entry.vacant ? ["vacant", "waiting", "user"] : null,
    entry.reachable === false ? ["unreachable", entry.on_duty ? "overdue" : "none", "lost"] : null,
  ];
  return words.filter((word) => word !== null);
}

export function Standing({ entry }: { entry: Stands }) {
  const say = useSay();
  return (
    <span className="standing">
      {wordsOf(entry).map(([word, hue, icon]) => (
        <StateWord key={word} hue={hue} icon={icon}>
          {say.word("standing", word)}
        </StateWord>
      ))}
    </span>
  );
}
