/** A shelf that keeps words and photos of a visit sealed until they are sent, and forgets them then; other commands pass as they are. */

import type { Id } from "@helpline/shared/types";
import type { Kept, Shelf } from "./shelf.ts";
import { type Decision, isWhole, type Receipt, spent } from "./verbs.ts";

/** The one key of this phone: it can be used here, and read out by nobody. */
export interface Keys {
  key(): Promise<CryptoKey>;
}

type Secret = Extract<
  Decision,
  { verb: "report" | "photo" | "roll_meet" | "case_note" | "case_check" }
>;
type Sealed = { verb: Secret["verb"]; iv: Uint8Array<ArrayBuffer>; sealed: ArrayBuffer };
/** What lies in the store: a command whose decision may be sealed. */
type Stored = Omit<Kept, "decision"> & { decision: Decision | Sealed };

const SECRET: ReadonlySet<string> = new Set<Secret["verb"]>([
  "report",
  "photo",
  "roll_meet",
  "case_note",
  "case_check",
]);
const isSecret = ({ verb }: Decision) => SECRET.has(verb);

export class SealedShelf implements Shelf {
  readonly #shelf: Shelf;
  readonly #keys: Keys;
  // Sealing takes a moment: what is put in first must still be numbered first.
  #last: Promise<unknown> = Promise.resolve();

  constructor(shelf: Shelf, keys: Keys) {
    this.#shelf = shelf;
    this.#keys = keys;
  }

  get lasting(): boolean {
    return this.#shelf.lasting;
  }

  add(items: Omit<Kept, "seq">[]): Promise<number[]> {
    const closed = async (item: Omit<Kept, "seq">) => {
      return { ...item, decision: await this.#closed(item.decision) };
    };
    const added = this.#last.then(async () =>
      this.#shelf.add(await Promise.all(items.map(closed))),
    );
    this.#last = added.catch(() => undefined);
    return added;
  }

  async put(item: Kept): Promise<void> {
    const decision = isWhole(item) ? await this.#closed(item.decision) : spent(item.decision);
    await this.#shelf.put({ ...item, decision });
  }

  async of(owner: Id): Promise<Kept[]> {
    const opened = (await this.#shelf.of(owner)).map((item) => this.#opened(item));
    return (await Promise.all(opened)).filter((item) => item !== null);
  }

  unsent(): Promise<number> {
    return this.#shelf.unsent();
  }

  remove(seq: number): Promise<void> {
    return this.#shelf.remove(seq);
  }

  async #closed(decision: Decision): Promise<Decision> {
    if (!isSecret(decision)) return decision;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(decision));
    const sealed = await crypto.subtle.encrypt(
      { name: "AES-GCM", iv },
      await this.#keys.key(),
      plain,
    );
    const closed: Sealed = { verb: decision.verb as Secret["verb"], iv, sealed };
    return closed as unknown as Decision;
  }

  /** One that can't be opened must not hold up the others: null while the key can't be had. */
  async #opened(item: Kept): Promise<Kept | null> {
    const { decision } = item as Stored;
    if (!("sealed" in decision)) return item;
    const key = await this.#keys.key().catch(() => null);
    if (!key) return null;
    try {
      const how = { name: "AES-GCM", iv: decision.iv };
      const plain = await crypto.subtle.decrypt(how, key, decision.sealed);
      return { ...item, decision: JSON.parse(new TextDecoder().decode(plain)) as Decision };
    } catch {
      return this.#lost(item, decision);
    }
  }

  /** The browser threw the key away and kept the rest: nobody opens it any more, and the worker is told. */
  async #lost(item: Kept, { verb }: Sealed): Promise<Kept> {
    const decision = LOST_ONES[verb];
    const receipt: Receipt = {
      id: item.id,
      result: "refused",
      code: LOST,
      state: null,
      at: item.madeAt,
      doubtful: false,
    };
    const lost = { ...item, decision, receipt };
    await this.#shelf.put(lost).catch(() => undefined);
    return lost;
  }
}

const LOST = "lost_on_phone";
const LOST_REPORT: Decision = {
  verb: "report",
  met: [],
  safe: "unknown",
  needs: [],
  words: null,
  photos: 0,
};
const LOST_PHOTO: Decision = { verb: "photo", report_id: "", photo: 0, part: 0, of: 0, data: "" };
const LOST_CHILD: Decision = {
  verb: "roll_meet",
  day: "",
  child_id: "",
  nickname: "",
  sex: null,
};
const LOST_ONES: Record<Secret["verb"], Decision> = {
  report: LOST_REPORT,
  photo: LOST_PHOTO,
  roll_meet: LOST_CHILD,
  case_note: { verb: "case_note", case_id: "", words: "" },
  case_check: {
    verb: "case_check",
    case_id: "",
    kind: "child_seen",
    words: "",
    happened_at: null,
    next_on: null,
  },
};

const NAME = "helpline-field-keys";
const STORE = "keys";
const ONLY = "visits";

/** In a database of its own; made at the first need. */
export class IndexedKeys implements Keys {
  #made: Promise<CryptoKey> | null = null;

  key(): Promise<CryptoKey> {
    this.#made ??= found().catch((error) => {
      this.#made = null;
      throw error;
    });
    return this.#made;
  }
}

async function found(): Promise<CryptoKey> {
  const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
  const database = await opened();
  // Looked for and put in one transaction: two tabs must not seal with two keys.
  const store = database.transaction(STORE, "readwrite").objectStore(STORE);
  const known = await answer<CryptoKey | undefined>(store.get(ONLY));
  if (!known) await answer(store.put(fresh, ONLY));
  database.close();
  return known ?? fresh;
}

function opened(): Promise<IDBDatabase> {
  const asked = indexedDB.open(NAME, 1);
  asked.onupgradeneeded = () => void asked.result.createObjectStore(STORE);
  return answer(asked);
}

function answer<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((done, failed) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}
