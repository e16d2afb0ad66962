/** Moves something in a list up or down, or takes it away. */
import { useSay } from "../say/useSay.ts";

type Props = { name: string; onMove?: (by: -1 | 1) => void; onRemove: () => void };

export function Order({ name, onMove, onRemove }: Props) {
  const say = useSay();
  return (
    <span className="row form-order">
      {onMove && (
        <>
          <button
            type="button"
            className="btn quiet slim"
            aria-label={say.t("console.forms.move_up", { name })}
            onClick={() => onMove(-1)}
          >
            ↑
          </button>
          <button
            type="button"
            className="btn quiet slim"
            aria-label={say.t("console.forms.move_down", { name })}
            onClick={() => onMove(1)}
          >
            ↓
          </button>
        </>
      )}
      <button
        type="button"
        className="btn quiet slim"
        aria-label={say.t("console.forms.remove", { name })}
        onClick={onRemove}
      >
        ×
      </button>
    </span>
  );
}
