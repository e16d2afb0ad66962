/** How sure a guess is, as bars beside its word; it turns a number into one of three steps. */

const STEPS: Record<string, number> = { weak: 1, fair: 2, strong: 3 };

/** A code, or a share from 0 to 1. */
export function confidenceStep(value: number | string): number {
  if (typeof value === "string") return STEPS[value] ?? 1;
  return value >= 0.75 ? 3 : value >= 0.4 ? 2 : 1;
}

export function Confidence({ value }: { value: number | string }) {
  const step = confidenceStep(value);
  return (
    <span className="bars" aria-hidden="true">
      {[1, 2, 3].map((bar) => (
        <i key={bar} className={bar <= step ? "f" : ""} />
      ))}
    </span>
  );
}
