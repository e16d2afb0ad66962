/** Where commands lie on the phone until they have a receipt, and the receipts after that; it sends nothing. */

import type { Id } from "@helpline/shared/types";
import { IndexedKeys, SealedShelf } from "./sealed.ts";
import { type Decision, isHeavy, type Receipt } from "./verbs.ts";

/** One press. `seq` counts up over all tabs of this phone; words and photos of a visit lie sealed (sealed.ts). */
export type Kept = {
  seq: number;
  id: Id;
  owner: Id;
  dispatchId: Id;
  taskNo: number;
  decision: Decision;
  madeAt: string;
  /** What the phone's clock lacked to the server's; null when it had not heard the server's yet. */
  offsetMs: number | null;
  receipt: Receipt | null;
  /** Whether the worker has said that a refusal was read. */
  read: boolean;
};

export interface Shelf {
  /** Whether what lies here outlives this page. */
  readonly lasting: boolean;
  /** Resolves with their numbers once all lie safely; rejects when the phone refuses, and then none does. */
  add(items: Omit<Kept, "seq">[]): Promise<number[]>;
  put(item: Kept): Promise<void>;
  /** Everything of one person, oldest first. */
  of(owner: Id): Promise<Kept[]>;
  /** How many of anybody's have no receipt. */
  unsent(): Promise<number>;
  remove(seq: number): Promise<void>;
}

const NAME = "helpline-field";
const COMMANDS = "commands";

/** In IndexedDB; every write is on the disk before it counts. */
export class IndexedShelf implements Shelf {
  readonly lasting = true;
  readonly #factory: IDBFactory;
  #database: Promise<IDBDatabase> | null = null;

  constructor(factory: IDBFactory = indexedDB) {
    this.#factory = factory;
  }

  async add(items: Omit<Kept, "seq">[]): Promise<number[]> {
    const asked = await this.#write((commands) => items.map((item) => commands.add(item)));
    return asked.map(({ result }) => result as number);
  }

  async put(item: Kept): Promise<void> {
    await this.#write((commands) => commands.put(item));
  }

  async remove(seq: number): Promise<void> {
    await this.#write((commands) => commands.delete(seq));
  }

  async of(owner: Id): Promise<Kept[]> {
    return (await this.#all()).filter((item) => item.owner === owner);
  }

  async unsent(): Promise<number> {
    return (await this.#all()).filter(({ receipt }) => receipt === null).length;
  }

  async #all(): Promise<Kept[]> {
    const database = await this.#open();
    return answer(database.transaction(COMMANDS).objectStore(COMMANDS).getAll());
  }

  /** Opened anew after the browser closed it, or when the first try failed. */
  #open(): Promise<IDBDatabase> {
    const forget = () => {
      this.#database = null;
    };
    this.#database ??= opened(this.#factory).then(
      (database) => {
        // A newer app in another tab may want to change the store: it must not wait for this one.
        const give = () => {
          database.close();
          forget();
        };
        return Object.assign(database, { onclose: forget, onversionchange: give });
      },
      (error) => {
        forget();
        throw error;
      },
    );
    return this.#database;
  }

  async #write<T>(act: (commands: IDBObjectStore) => T): Promise<T> {
    const transaction = (await this.#open()).transaction(COMMANDS, "readwrite", {
      durability: "strict",
    });
    const asked = act(transaction.objectStore(COMMANDS));
    await new Promise<void>((done, failed) => {
      transaction.oncomplete = () => done();
      transaction.onerror = transaction.onabort = () => failed(transaction.error);
    });
    return asked;
  }
}

function opened(factory: IDBFactory): Promise<IDBDatabase> {
  const asked = factory.open(NAME, 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore(COMMANDS, { keyPath: "seq", autoIncrement: true });
  };
  return answer(asked);
}

function answer<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((done, failed) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

/** In memory, for a phone that gives no room on its disk: the screens say so. */
export class MemoryShelf implements Shelf {
  readonly lasting = false;
  #items = new Map<number, Kept>();
  #last: number;

  /** Numbers begin after `last`. */
  constructor(last = 0) {
    this.#last = last;
  }

  /** Whatever lies here for which `is` holds. */
  has(is: (item: Kept) => boolean): boolean {
    return [...this.#items.values()].some(is);
  }

  async add(items: Omit<Kept, "seq">[]): Promise<number[]> {
    return items.map((item) => {
      this.#last += 1;
      this.#items.set(this.#last, { ...item, seq: this.#last });
      return this.#last;
    });
  }

  async put(item: Kept): Promise<void> {
    this.#last = Math.max(this.#last, item.seq);
    this.#items.set(item.seq, { ...item });
  }

  async of(owner: Id): Promise<Kept[]> {
    return [...this.#items.values()].filter((item) => item.owner === owner);
  }

  async unsent(): Promise<number> {
    return [...this.#items.values()].filter(({ receipt }) => receipt === null).length;
  }

  async remove(seq: number): Promise<void> {
    this.#items.delete(seq);
  }
}

// Above every number a disk gives.
const FIRST_SPARE = 2 ** 40;

/**
 * A shelf that may be full, with memory beside it: what finds no room on the disk lasts as long as
 * the page. A photo that found none keeps nothing else off the disk; a step of a task does, since
 * the next one must not overtake it.
 */
export class SparedShelf implements Shelf {
  readonly #disk: Shelf;
  readonly #spare = new MemoryShelf(FIRST_SPARE);
  // One after the other: what comes later must not find room where the one before found none.
  #last: Promise<unknown> = Promise.resolve();

  constructor(disk: Shelf) {
    this.#disk = disk;
  }

  get lasting(): boolean {
    return this.#disk.lasting && !this.#spare.has(({ receipt }) => receipt === null);
  }

  add(items: Omit<Kept, "seq">[]): Promise<number[]> {
    const added = this.#last.then(() => this.#placed(items));
    this.#last = added;
    return added;
  }

  /** Together where there is room for all of it; else each where there is room for it. */
  async #placed(items: Omit<Kept, "seq">[]): Promise<number[]> {
    if (this.#spare.has((one) => one.receipt === null && !isHeavy(one))) {
      return this.#spare.add(items);
    }
    return this.#disk.add(items).catch(async () => {
      if (items.length === 1) return this.#spare.add(items);
      const numbers = [];
      for (const item of items) numbers.push(...(await this.#placed([item])));
      return numbers;
    });
  }

  put(item: Kept): Promise<void> {
    return this.#where(item.seq).put(item);
  }

  remove(seq: number): Promise<void> {
    return this.#where(seq).remove(seq);
  }

  /** A disk that can't be read now hides nothing of what lies in memory. */
  async of(owner: Id): Promise<Kept[]> {
    return [...(await this.#disk.of(owner).catch(() => [])), ...(await this.#spare.of(owner))];
  }

  async unsent(): Promise<number> {
    return (await this.#disk.unsent().catch(() => 0)) + (await this.#spare.unsent());
  }

  #where(seq: number): Shelf {
    return seq > FIRST_SPARE ? this.#spare : this.#disk;
  }
}

let ofPhone: Shelf | null = null;

/** The shelf of this phone: one for the page's whole life, so that memory outlives a session that ends. */
export function shelfOfPhone(): Shelf {
  ofPhone ??=
    typeof indexedDB === "undefined"
      ? new MemoryShelf()
      : new SparedShelf(new SealedShelf(new IndexedShelf(), new IndexedKeys()));
  return ofPhone;
}
