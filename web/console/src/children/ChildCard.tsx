/** One child's record: shut until somebody opens it; then what is known, people around it, and what may be the same child. */
import type { ChildFile, SlimChild } from "@helpline/shared/types";
import { Icon } from "../parts/Icon.tsx";
import { OneOf } from "../parts/OneOf.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { problemText } from "../session/problemText.ts";
import { useMe } from "../session/session.ts";
import { WHY_OPENED } from "./codes.ts";
import { Facts } from "./Facts.tsx";
import type { Kin } from "./kin.ts";
import { Merges } from "./Merges.tsx";
import { NoteFact } from "./NoteFact.tsx";
import { People } from "./People.tsx";
import { SameChildren } from "./SameChildren.tsx";
import { ageToday, nameOf } from "./said.ts";
import { useChild } from "./useChild.ts";

type Props = { slim: SlimChild; no: number; kin: Kin };

export function ChildCard({ slim, no, kin }: Props) {
  const say = useSay();
  const child = useChild(slim);
  const { file } = child;
  return (
    <article className="child-card" aria-label={say.t("console.child.no", { no })}>
      <div className="row">
        <b>{(file && nameOf(file.facts)) ?? say.t("console.child.no", { no })}</b>
        {file && <span className="small">{ageToday(file.age_years, say)}</span>}
        {file?.adult && <span className="st waiting small">{say.t("console.child.adult")}</span>}
        {slim.merged_into && <span className="mute small">{say.t("console.child.merged")}</span>}
        {slim.alike > 0 && (
          <span className="st waiting small">
            <Icon name="bell" />
            {say.t("console.child.alike", { count: slim.alike })}
          </span>
        )}
        <button
          type="button"
          className="btn quiet slim end"
          aria-expanded={child.isOpen}
          onClick={() => (child.isOpen ? child.shut() : child.open())}
        >
          {say.t(child.isOpen ? "console.child.shut" : "console.child.open")}
        </button>
      </div>
      {child.asksWhy && (
        <OneOf
          title={say.t("console.child.why_opened")}
          codes={WHY_OPENED}
          family="child_opened"
          onPick={child.open}
          onLeave={child.shut}
        />
      )}
      {child.refused && !child.asksWhy && <Refused text={problemText(child.refused, say)} />}
      {file && <Opened file={file} kin={kin} onChange={child.put} />}
    </article>
  );
}

type OpenedProps = { file: ChildFile; kin: Kin; onChange: (file: ChildFile) => void };

function Opened({ file, kin, onChange }: OpenedProps) {
  const may = useMe()?.permissions ?? [];
  return (
    <div className="child-file">
      <Facts facts={file.facts} />
      {may.includes("children.write") && <NoteFact childId={file.id} onChange={onChange} />}
      <People file={file} kin={kin} onChange={onChange} />
      {may.includes("children.match") && <SameChildren childId={file.id} version={file.version} />}
      <Merges file={file} />
    </div>
  );
}
