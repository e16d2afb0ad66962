/** Who, what and do: three columns on a wide screen, two with tabs below 1280 px, one below 800 px. */
import { type ReactNode, useState } from "react";
import { useSay } from "../say/useSay.ts";

const NAMES = ["who", "what", "do"] as const;
type Name = (typeof NAMES)[number];
type Props = {
  titles: [string, string, string];
  /** Which one a narrow screen begins with. */
  first: Name;
  who: ReactNode;
  what: ReactNode;
  act: ReactNode;
};

/** Every column stays in the page, so that a tab keeps what was typed, scrolled and chosen. */
export function Columns({ titles, first, who, what, act }: Props) {
  const say = useSay();
  const [shown, setShown] = useState<Name>(first);
  const content = { who, what, do: act };
  return (
    <div className="columns" data-shown={shown}>
      <nav className="column-tabs seg" aria-label={say.t("console.col.tabs")}>
        {NAMES.map((name, index) => (
          <button
            key={name}
            type="button"
            className={`tab-${name}`}
            aria-pressed={shown === name}
            onClick={() => setShown(name)}
          >
            {titles[index]}
          </button>
        ))}
      </nav>
      {NAMES.map((name, index) => (
        <section
          key={name}
          className={`column column-${name}`}
          aria-label={titles[index]}
          onFocus={() => setShown(name)}
        >
          {content[name]}
        </section>
      ))}
    </div>
  );
}
