/** The rows of one live channel, kept equal to the server's by putting and dropping; it opens no connection. */

import type { EventMessage, Row, RowsByCollection } from "./live-messages.ts";

export type Collections = ReadonlyMap<string, ReadonlyMap<string, Row>>;

/**
 * Holds the collections of one channel.
 *
 * A changed collection is a new Map, so a screen may compare by identity. `revision` grows with
 * every change. `ready` is false until the first snapshot came.
 */
export class ChannelStore {
  readonly channel: string;
  #collections = new Map<string, Map<string, Row>>();
  #dropped = new Map<string, number>();
  position: string | null = null;
  ready = false;
  revision = 0;

  constructor(channel: string) {
    this.channel = channel;
  }

  get collections(): Collections {
    return this.#collections;
  }

  /** The rows of one collection; empty when the server sent none. */
  rows<T = Row>(collection: string): ReadonlyMap<string, T> {
    return (this.#collections.get(collection) ?? NO_ROWS) as unknown as ReadonlyMap<string, T>;
  }

  /** One row by its id, if it is there. */
  row<T = Row>(collection: string, id: string): T | undefined {
    return this.rows<T>(collection).get(id);
  }

  /** Replaces everything by what the server holds now. */
  replace(position: string, collections: RowsByCollection): void {
    this.#collections = new Map(
      Object.entries(collections).map(([name, rows]) => [name, new Map(Object.entries(rows))]),
    );
    this.#dropped.clear();
    this.position = position;
    this.ready = true;
    this.revision += 1;
  }

  /** Applies one event: puts, drops, position. Late and repeated events change nothing. */
  apply(event: EventMessage): void {
    if (!this.ready) return;
    for (const { collection, id, row } of event.put) this.#put(collection, id, row);
    for (const { collection, id } of event.drop) this.#drop(collection, id, event.entity);
    this.position = event.position;
    this.revision += 1;
  }

  #put(collection: string, id: string, row: Row): void {
    const known = this.#collections.get(collection)?.get(id)?.version;
    const gone = this.#dropped.get(`${collection}/${id}`);
    if (isOlder(row.version, known) || isOlder(row.version, gone)) return;
    this.#fresh(collection).set(id, row);
  }

  // A drop tells its age only when the event is about the dropped row itself.
  #drop(collection: string, id: string, entity: EventMessage["entity"]): void {
    const age = entity.id === id ? entity.version : undefined;
    if (isOlder(age, this.#collections.get(collection)?.get(id)?.version)) return;
    if (age !== undefined) this.#dropped.set(`${collection}/${id}`, age);
    if (this.#collections.get(collection)?.has(id)) this.#fresh(collection).delete(id);
  }

  #fresh(collection: string): Map<string, Row> {
    const copy = new Map(this.#collections.get(collection));
    this.#collections.set(collection, copy);
    return copy;
  }
}

const NO_ROWS: ReadonlyMap<string, Row> = new Map();

function isOlder(version: number | undefined, than: number | undefined): boolean {
  return version !== undefined && than !== undefined && version < than;
}
