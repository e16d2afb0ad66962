/** One icon; the word beside it carries the name. */
import { ICONS, type IconName } from "@helpline/shared/icons";

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="i" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={ICONS[name]} />
    </svg>
  );
}
