/** The live client of a screen: keeps channels up to date, acknowledges offers; it draws nothing. */

import { ChannelStore, type Collections } from "./channel-store.ts";
import { type Connection, type LineOptions, LiveLine, type Socket } from "./live-line.ts";
import type { Row, ServerMessage } from "./live-messages.ts";
import type { ServerClock } from "./server-clock.ts";
import type { Id, Me, Offer } from "./types.ts";

export type { ChannelStore, Collections, Connection, Row, Socket };

export type LiveOptions = LineOptions & {
  onHello?: (me: Me, channels: string[]) => void;
  onOffer?: (offer: Offer) => void;
  onAccepted?: (accepted: { offer_id: Id; call_id: Id; incident_id: Id }) => void;
  onError?: (error: { code: string; detail: string; ref?: string | null }) => void;
};

export type ChannelListener = (store: ChannelStore) => void;

// A channel outlives its last listener this long, so that changing a page does not ask again.
const LINGER_MS = 2_000;

type Channel = {
  store: ChannelStore;
  listeners: Set<ChannelListener>;
  leaving: ReturnType<typeof setTimeout> | null;
};

export class LiveClient {
  readonly #options: LiveOptions;
  readonly #line: LiveLine;
  #channels = new Map<string, Channel>();
  #connectionListeners = new Set<(state: Connection) => void>();
  #seenOffers = new Set<Id>();

  constructor(options: LiveOptions = {}) {
    this.#options = options;
    this.#line = new LiveLine(
      options,
      (message) => this.#hear(message),
      (state) => {
        for (const listener of [...this.#connectionListeners]) listener(state);
      },
    );
  }

  get connection(): Connection {
    return this.#line.state;
  }

  /** The server's time: `clock.now()` in milliseconds. */
  get clock(): ServerClock {
    return this.#line.clock;
  }

  /** Connects and stays connected until `stop` or until the session is over. */
  start(): void {
    this.#line.start();
  }

  /** Leaves for good and forgets every row: after signing out nothing stays in memory. */
  stop(): void {
    this.#line.end();
    for (const { leaving } of this.#channels.values()) if (leaving) clearTimeout(leaving);
    this.#channels.clear();
    this.#seenOffers.clear();
  }

  /** Tries now instead of later: the network or the page came back. */
  nudge(): void {
    this.#line.nudge();
  }

  /** Listens to the state of the line; called at once with the present one. Returns the way out. */
  onConnection(listener: (state: Connection) => void): () => void {
    this.#connectionListeners.add(listener);
    listener(this.connection);
    return () => void this.#connectionListeners.delete(listener);
  }

  /** Keeps a channel's rows up to date; the listener hears every change. Returns the way out. */
  subscribe(name: string, listener: ChannelListener): () => void {
    const channel = this.#join(name);
    channel.listeners.add(listener);
    if (channel.store.ready) listener(channel.store);
    return () => this.#leave(name, listener);
  }

  /** The store of a channel somebody listens to. */
  store(name: string): ChannelStore | undefined {
    return this.#channels.get(name)?.store;
  }

  /** Asks for a channel anew: the server refused it, and may not any more. */
  again(name: string): void {
    this.#resync(name);
  }

  /** Takes an offered call. False when the line is down: use the REST verb then. */
  accept(offerId: Id): boolean {
    return this.#line.send({ type: "accept", offer_id: offerId });
  }

  #join(name: string): Channel {
    const known = this.#channels.get(name);
    if (known) {
      if (known.leaving) clearTimeout(known.leaving);
      known.leaving = null;
      return known;
    }
    const channel: Channel = { store: new ChannelStore(name), listeners: new Set(), leaving: null };
    this.#channels.set(name, channel);
    if (this.#line.greeted) this.#ask(channel.store);
    return channel;
  }

  #leave(name: string, listener: ChannelListener): void {
    const channel = this.#channels.get(name);
    if (!channel?.listeners.delete(listener) || channel.listeners.size > 0) return;
    channel.leaving = setTimeout(() => {
      this.#channels.delete(name);
      this.#line.send({ type: "unsubscribe", channel: name });
    }, LINGER_MS);
  }

  #ask(store: ChannelStore): void {
    const since = store.position === null ? {} : { since: store.position };
    this.#line.send({ type: "subscribe", channel: store.channel, ...since });
  }

  #hear(message: ServerMessage): void {
    if (message.type === "hello") this.#greeted(message.me, message.channels);
    else if (message.type === "snapshot") {
      this.#change(message.channel, (store) =>
        store.replace(message.position, message.collections),
      );
    } else if (message.type === "event") {
      this.#change(message.channel, (store) => store.apply(message));
    } else if (message.type === "resync") this.#resync(message.channel);
    else if (message.type === "offer") this.#offer(message.offer);
    else if (message.type === "accepted") this.#options.onAccepted?.(message);
    else if (message.type === "error") this.#options.onError?.(message);
  }

  #greeted(me: Me, channels: string[]): void {
    this.#options.onHello?.(me, channels);
    for (const { store } of this.#channels.values()) this.#ask(store);
  }

  #change(name: string, change: (store: ChannelStore) => void): void {
    const channel = this.#channels.get(name);
    if (!channel) return;
    change(channel.store);
    for (const listener of [...channel.listeners]) listener(channel.store);
  }

  #resync(name: string): void {
    const store = this.store(name);
    if (!store) return;
    store.position = null;
    this.#ask(store);
  }

  // The server repeats an offer until it hears the ack; the screen hears of it once.
  #offer(offer: Offer): void {
    this.#line.send({ type: "ack", offer_id: offer.id });
    if (this.#seenOffers.has(offer.id)) return;
    this.#seenOffers.add(offer.id);
    this.#options.onOffer?.(offer);
  }
}

/** Tells the client when the network or the page comes back. Returns the way out. */
export function watchNetwork(client: LiveClient): () => void {
  const nudge = () => {
    if (document.visibilityState === "visible") client.nudge();
  };
  window.addEventListener("online", nudge);
  document.addEventListener("visibilitychange", nudge);
  return () => {
    window.removeEventListener("online", nudge);
    document.removeEventListener("visibilitychange", nudge);
  };
}
