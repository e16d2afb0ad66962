/** One numbered row of the sheet: the question in both languages, its answer, or one folded line. */

import { t } from "@helpline/shared/i18n";
import type { ReactNode } from "react";
import { Icon } from "../../parts/Icon.tsx";
import { otherWords } from "../../say/otherWords.ts";
import { useSay } from "../../say/useSay.ts";
import type { Section } from "./sections.ts";

type Props = {
  section: Section;
  isNow: boolean;
  isOpen: boolean;
  isFilled: boolean;
  onOpen: () => void;
  children: ReactNode;
};

export function SectionRow({ section, isNow, isOpen, isFilled, onOpen, children }: Props) {
  const say = useSay();
  const folded = !isOpen && !isFilled;
  const state = isNow ? "now" : folded ? "todo" : isFilled ? "done" : "";
  const question = `console.q.${section.key}`;
  return (
    <li className={state} data-section={section.no}>
      <div className="no">{say.n(section.no)}</div>
      {folded ? (
        <button type="button" className="fold" onFocus={onOpen} onClick={onOpen}>
          <span>{t(question)}</span>
          <span className="small end">{t(`console.q_later.${section.key}`)}</span>
        </button>
      ) : (
        <div className="section">
          <h2 className="q">
            <span className="ask">{t(question)}</span>
            <span className="alt" lang={say.other}>
              {otherWords(say.other, question)}
            </span>
            {isFilled && !isNow && <Icon name="check" />}
          </h2>
          <div className="section-body">{children}</div>
        </div>
      )}
    </li>
  );
}
