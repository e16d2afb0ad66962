/** The service worker: opens the app without network and shows pushed alerts; it keeps no answer of the API. */

import bn from "@helpline/shared/locales/bn.po?areas=push&po";

declare const self: ServiceWorkerGlobalScope;

const SHELL = "helpline-field-shell";
const PAGE = "/field/";
const ROOT = new URL(PAGE, self.location.origin).href;
const NAMED = /(?:src|href)="([^"]+)"/g;

/** A task that is asked of somebody; without an urgency it is one that is taken, and waited for. */
type Pushed = { kind: string; task: number; urgency?: "P1" | "P2" | "P3" };
const OF_A_TASK = ["alert", "reminder"];
/** An alert that is only practised. */
type Drill = { kind: string; link: string };
/** How a swap of shifts stands: no name and no day. */
type Swap = { kind: string; code: string };
const SWAP = ["asked", "accepted", "declined", "confirmed", "refused"];
const SHIFTS = `${PAGE}#/roster`;

self.addEventListener("install", (event) => {
  event.waitUntil(fetchShell().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && pathname.startsWith(PAGE)) {
    event.respondWith(page(event));
  } else if (pathname.startsWith(`${PAGE}assets/`)) {
    event.respondWith(kept(event.request));
  }
});

self.addEventListener("push", (event) => {
  const told = pushed(event.data);
  if (!told) return;
  event.waitUntil("link" in told ? showDrill(told) : "code" in told ? showSwap(told) : show(told));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const told = event.notification.data as Pushed | Drill | Swap | null;
  if (told && "link" in told) return event.waitUntil(openDrill(told));
  event.waitUntil(open(told && ("code" in told ? SHIFTS : `${PAGE}#/no/${told.task}`)));
});

self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(renewed().catch(() => undefined));
});

/** The page from the phone at once; what is new on the server is there at the next start. */
async function page(event: FetchEvent): Promise<Response> {
  const known = await caches.match(PAGE);
  if (!known) return fetch(event.request);
  event.waitUntil(fetchShell().catch(() => undefined));
  return known;
}

async function kept(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

/**
 * Takes the page and everything it names, all or nothing, then forgets what neither it nor the page
 * before it names: that one may be opening at this moment, and its files are gone from the server.
 */
async function fetchShell(): Promise<void> {
  const answer = await fetch(PAGE, { cache: "no-cache" });
  if (!answer.ok || answer.redirected) throw new Error(`the page is answered ${answer.status}`);
  const shell = await caches.open(SHELL);
  const before = await named(await shell.match(PAGE));
  const names = await named(answer);
  if (names.length === 0) throw new Error("this is not our page");
  const missing = [];
  for (const name of names) if (!(await shell.match(name))) missing.push(name);
  await shell.addAll(missing);
  await shell.put(PAGE, answer);
  const wanted = new Set([...names, ...before, ROOT]);
  for (const { url } of await shell.keys()) if (!wanted.has(url)) await shell.delete(url);
}

/** The addresses of a page's scripts, styles and pictures; only our own page names any under PAGE. */
async function named(page: Response | undefined): Promise<string[]> {
  const html = (await page?.clone().text()) ?? "";
  const names = [...html.matchAll(NAMED)].map(([, name]) => new URL(name ?? "", ROOT).href);
  return names.some((name) => name.startsWith(`${ROOT}assets/`)) ? names : [];
}

function pushed(data: PushMessageData | null): Pushed | Drill | Swap | null {
  try {
    const told = data?.json() as Pushed & Drill & Swap;
    if (told.kind === "drill" && typeof told.link === "string") return told;
    if (told.kind === "swap") return SWAP.includes(told.code) ? told : null;
    return OF_A_TASK.includes(told.kind) && Number.isInteger(told.task) ? told : null;
  } catch {
    return null;
  }
}

/** A number and how urgent: a phone may lie on a family's table. Every worker reads Bangla. */
async function show(told: Pushed): Promise<void> {
  const { task, urgency } = told;
  const digits = new Intl.NumberFormat("bn-BD", { useGrouping: false }).format(task);
  // `renotify` is not in every type library: asked a second time, the phone must sound again.
  const options: NotificationOptions & { renotify: boolean } = {
    body: word(urgency ? `push.urgency.${urgency}` : "push.reminder"),
    tag: `task-${task}`,
    renotify: true,
    data: told,
    icon: `${PAGE}icon-192.png`,
    badge: `${PAGE}icon-192.png`,
    lang: "bn",
    requireInteraction: urgency === "P1",
  };
  await self.registration.showNotification(`${word("push.alert")} ${digits}`, options);
}

/** It says at once that nobody need go; the page behind it has the button. */
async function showDrill(told: Drill): Promise<void> {
  await showWords(word("push.drill"), word("push.drill_note"), "drill", told);
}

/** One for all swaps: where they are answered all of them stand. */
async function showSwap(told: Swap): Promise<void> {
  await showWords(word("push.swap"), word(`push.swap.${told.code}`), "swap", told);
}

async function showWords(title: string, body: string, tag: string, data: object): Promise<void> {
  const icon = `${PAGE}icon-192.png`;
  const options: NotificationOptions & { renotify: boolean } = {
    body,
    tag,
    renotify: true,
    data,
    icon,
    badge: icon,
    lang: "bn",
  };
  await self.registration.showNotification(title, options);
}

async function openDrill({ link }: Drill): Promise<void> {
  const { pathname, origin } = new URL(link, self.location.origin);
  if (origin === self.location.origin) await self.clients.openWindow(pathname);
}

function word(key: string): string {
  const words = (bn as Record<string, unknown>)[key];
  return Array.isArray(words) ? words.join("") : String(words ?? "");
}

/** The app that is open already, or a new one, at what was pushed. */
async function open(at: string | null): Promise<void> {
  const windows = await self.clients.matchAll({ type: "window" });
  const there = windows.find(({ url }) => new URL(url).pathname.startsWith(PAGE));
  if (!there) return void (await self.clients.openWindow(at ?? PAGE));
  // Focus first: a browser allows it only right after the tap.
  const front = await there.focus();
  if (at) await front.navigate(at).catch(() => null);
}

/** The browser has dropped its subscription: another one in its place, if somebody is signed in. */
async function renewed(): Promise<void> {
  const headers = { "X-Helpline-App": "field", "Content-Type": "application/json" };
  const answer = await fetch("/api/v1/push/key", { headers, cache: "no-store" });
  if (!answer.ok) return;
  const { key } = (await answer.json()) as { key: string };
  const options = { userVisibleOnly: true, applicationServerKey: key };
  const made = await self.registration.pushManager.subscribe(options);
  const body = JSON.stringify(made);
  await fetch("/api/v1/push/subscription", { method: "POST", headers, body });
}
