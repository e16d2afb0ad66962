/** Whether this phone is woken while the app is closed: asks, subscribes and lets go; it shows nothing. */

import { dispatchesPushKey, dispatchesPushSubscribe } from "@helpline/shared/api";

/**
 * `off` may be asked for, `denied` only the phone's own settings can change, `failed` may work later;
 * `unknown` says nothing: this phone can't, or we have not looked yet.
 */
export type Waking = "unknown" | "off" | "on" | "denied" | "failed";

/** Asks the worker, then subscribes. Only from a press: browsers refuse else. */
export async function wakeMe(): Promise<Waking> {
  const registration = await registered();
  if (!registration) return "unknown";
  const allowed = await Notification.requestPermission();
  if (allowed !== "granted") return allowed === "denied" ? "denied" : "off";
  return subscribed(registration);
}

/** At each start: who allowed it once is subscribed again, as the person who is here now. */
export async function keepWaking(): Promise<Waking> {
  const registration = await registered();
  if (!registration) return "unknown";
  if (Notification.permission === "denied") return "denied";
  return Notification.permission === "granted" ? subscribed(registration) : "off";
}

/** After sign-out, which ended it on the server: the browser lets go too, when it can. */
export async function wakeNoMore(): Promise<void> {
  const registration = await registered();
  const subscription = await registration?.pushManager.getSubscription().catch(() => null);
  await subscription?.unsubscribe().catch(() => false);
}

async function registered(): Promise<ServiceWorkerRegistration | undefined> {
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) {
    return undefined;
  }
  return navigator.serviceWorker.getRegistration().catch(() => undefined);
}

async function subscribed(registration: ServiceWorkerRegistration): Promise<Waking> {
  try {
    const { key } = await dispatchesPushKey();
    const known = await registration.pushManager.getSubscription();
    // One made for another key of ours would never be let through again.
    if (known && !isFor(known, key)) await known.unsubscribe();
    const options = { userVisibleOnly: true, applicationServerKey: key };
    const made = await registration.pushManager.subscribe(options);
    await dispatchesPushSubscribe({ body: bodyOf(made) });
    return "on";
  } catch {
    return "failed";
  }
}

function isFor(subscription: PushSubscription, key: string): boolean {
  const made = subscription.options.applicationServerKey;
  if (!made) return false;
  const text = btoa(String.fromCharCode(...new Uint8Array(made)));
  return text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "") === key;
}

function bodyOf(subscription: PushSubscription) {
  const { endpoint = "", expirationTime = null, keys = {} } = subscription.toJSON();
  return { endpoint, expirationTime, keys: { p256dh: keys.p256dh ?? "", auth: keys.auth ?? "" } };
}
