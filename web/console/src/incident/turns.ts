/** One verb at a time: what may be pressed while another is on its way, and what has to wait its turn. */

export type Turns = {
  /** Null when another is on its way: the press is lost, as a button that is greyed says. */
  run: <T>(work: () => Promise<T>) => Promise<T | null>;
  /**
   * After those before it. The line may show what a verb did before its request is answered, and
   * who then presses the next key means it. The same press again before the first is done is one.
   */
  inTurn: <T>(name: string, work: () => Promise<T>) => Promise<T | null>;
};

export function turns(): Turns {
  let underWay: Promise<void> | null = null;
  let last: { name: string } | null = null;

  async function run<T>(work: () => Promise<T>): Promise<T | null> {
    if (underWay) return null;
    const working = work();
    const over = () => {
      underWay = null;
    };
    underWay = working.then(over, over);
    return await working;
  }

  async function inTurn<T>(name: string, work: () => Promise<T>): Promise<T | null> {
    if (last?.name === name) return null;
    const own = { name };
    last = own;
    try {
      while (underWay) await underWay;
      return await run(work);
    } finally {
      if (last === own) last = null;
    }
  }

  return { run, inTurn };
}
