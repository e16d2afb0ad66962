/** A socket whose far end is the test itself. */
import type { Socket } from "../src/live.ts";

export class FakeSocket implements Socket {
  readyState: Socket["readyState"] = 0;
  sent: Record<string, unknown>[] = [];
  closed = false;
  onclose: Socket["onclose"] = null;
  onerror: Socket["onerror"] = null;
  onmessage: Socket["onmessage"] = null;

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.closed = true;
    this.readyState = 3;
  }

  /** The server says something. */
  say(message: unknown): void {
    this.readyState = 1;
    const data = typeof message === "string" ? message : JSON.stringify(message);
    this.onmessage?.call(this as unknown as WebSocket, { data } as MessageEvent);
  }

  hello(serverTime = new Date().toISOString()): void {
    this.say({ type: "hello", me: { id: "m" }, server_time: serverTime, channels: ["me"] });
  }

  /** The server or the network ends the line. */
  drop(code: number): void {
    this.readyState = 3;
    this.onclose?.call(this as unknown as WebSocket, { code } as CloseEvent);
  }

  of(type: string): Record<string, unknown>[] {
    return this.sent.filter((message) => message.type === type);
  }
}
