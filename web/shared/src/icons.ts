/** Every icon as one path on a 20 px box, 1.75 stroke, round ends; it draws nothing itself and carries no words. */

/** One meaning each: hour = somebody waits, late = overdue, unsafe and safe = contact, out = outbox. */
export const ICONS = {
  phone:
    "M4 3h3l1.5 4-2 1.5a10 10 0 0 0 5 5l1.5-2 4 1.5v3a1.5 1.5 0 0 1-1.6 1.5A14 14 0 0 1 2.5 4.6 1.5 1.5 0 0 1 4 3z",
  ring: "M4 5h2.5l1.3 3.3-1.7 1.4a9 9 0 0 0 4.2 4.2l1.4-1.7 3.3 1.3V16a1.3 1.3 0 0 1-1.4 1.3A12 12 0 0 1 2.7 6.4 1.3 1.3 0 0 1 4 5zM11.5 2.5a6 6 0 0 1 6 6M11.5 5.8a2.7 2.7 0 0 1 2.7 2.7",
  down: "M2 11.5c4.5-4.3 11.5-4.3 16 0l-1.6 2.7-3.6-1.2v-2.3a10 10 0 0 0-5.6 0V13l-3.6 1.2z",
  mute: "M7.5 5a2.5 2.5 0 0 1 5 0v4M12.3 11.5A2.5 2.5 0 0 1 7.5 10V8.5M4.5 10a5.5 5.5 0 0 0 9 4.2M15.5 10v.7M10 15.5V18M3 3l14 14",
  hold: "M7 4v12M13 4v12",
  xfer: "M3 7h13l-3.5-3.5M17 13H4l3.5 3.5",
  silent:
    "M6 8.5a4 4 0 0 1 8 0c0 3-2.5 3.2-3 5.5-.4 1.7-1.4 3-3 3-1.3 0-2-.8-2-2M8.3 8.5a1.7 1.7 0 0 1 3.4 0M3 2.5l14 15",
  hand: "M6 10V5a1.2 1.2 0 0 1 2.4 0v4M8.4 8.5V3.7a1.2 1.2 0 0 1 2.4 0v5M10.8 8.5V4.7a1.2 1.2 0 0 1 2.4 0v5M13.2 9.5V7a1.2 1.2 0 0 1 2.4 0v5a5.5 5.5 0 0 1-5.5 5.5c-2.5 0-3.5-1-4.7-3L3.3 11a1.2 1.2 0 0 1 2-1.2L6.5 11",
  clock: "M2.5 10a7.5 7.5 0 1 0 15 0a7.5 7.5 0 1 0 -15 0zM10 5.5V10l3 2",
  late: "M15.8 14.8A7.5 7.5 0 1 1 17.5 10M10 5.5V10l2.5 2M17.5 13v3M17.5 18v.2",
  hour: "M5 2.5h10M5 17.5h10M6 2.5c0 4 2.5 5 4 7.5-1.5 2.5-4 3.5-4 7.5M14 2.5c0 4-2.5 5-4 7.5 1.5 2.5 4 3.5 4 7.5",
  unsafe:
    "M10 2.5l6.5 2.3v4.7c0 4-2.8 6.7-6.5 8-3.7-1.3-6.5-4-6.5-8V4.8zM7.5 7.5l5 5M12.5 7.5l-5 5",
  safe: "M10 2.5l6.5 2.3v4.7c0 4-2.8 6.7-6.5 8-3.7-1.3-6.5-4-6.5-8V4.8zM7 10l2.2 2.2L13.2 8",
  warn: "M10 3l7.5 13.5h-15zM10 8.5v3.7M10 14.3v.2",
  info: "M2.5 10a7.5 7.5 0 1 0 15 0a7.5 7.5 0 1 0 -15 0zM10 9.2v4.5M10 6.3v.2",
  pin: "M10 18c3.5-4 5.5-7 5.5-10a5.5 5.5 0 0 0-11 0c0 3 2 6 5.5 10zM8 8a2 2 0 1 0 4 0a2 2 0 1 0 -4 0z",
  go: "M3 10h13M11 5l5 5-5 5",
  check: "M4 10.5l4 4 8-9",
  x: "M5 5l10 10M15 5L5 15",
  user: "M6.7 6.5a3.3 3.3 0 1 0 6.6 0a3.3 3.3 0 1 0 -6.6 0zM3.5 17c.8-3.5 3.3-5 6.5-5s5.7 1.5 6.5 5",
  users:
    "M4.7 7a2.8 2.8 0 1 0 5.6 0a2.8 2.8 0 1 0 -5.6 0zM2 16.5c.6-3 2.6-4.3 5.5-4.3s4.9 1.3 5.5 4.3M12.5 4.5a2.7 2.7 0 0 1 0 5.1M14.5 12.5c2 .5 3.2 1.8 3.5 4",
  home: "M3 9.5L10 3.5l7 6M5 8.5V16.5h10V8.5M8.5 16.5v-4h3v4",
  badge:
    "M10 2.5l2 2 3-.3.3 3 2 2.3-2 2.3-.3 3-3-.3-2 2-2-2-3 .3-.3-3-2-2.3 2-2.3.3-3 3 .3zM7.5 9.5l1.8 1.8 3.2-3.3",
  sms: "M3 4h14v10H9l-4 3v-3H3zM6.5 7.5h7M6.5 10.5h4",
  bell: "M5 14V9a5 5 0 0 1 10 0v5l1.5 1.5h-13zM8.5 17.5h3",
  ear: "M5.5 8a4.5 4.5 0 0 1 9 0c0 3.5-3 3.7-3.4 6-.4 2-1.5 3.5-3.3 3.5-1.5 0-2.3-1-2.3-2.3M8 8a2 2 0 0 1 4 0c0 1.3-1 1.7-1 2.7",
  lock: "M4.5 9h11v8h-11zM7 9V6.5a3 3 0 0 1 6 0V9",
  pen: "M4 16l.7-3.2L13 4.5l2.5 2.5-8.3 8.3zM11.5 6l2.5 2.5",
  cup: "M4 7h10v5a4 4 0 0 1-4 4H8a4 4 0 0 1-4-4zM14 8.5h1.5a1.8 1.8 0 0 1 0 3.6H14M7 2.5v2M11 2.5v2",
  leaf: "M4 16c0-7 4-11 12-12 0 8-4 12-10 11M4 17c1.5-4 4-6 7-7.5",
  off: "M6 5a6.5 6.5 0 1 0 8 0M10 2.5v7",
  lost: "M3 8a10 10 0 0 1 4-2.5M17 8a10 10 0 0 0-5.5-2.9M6 11.5a6 6 0 0 1 3-1.6M14 11.5l-.8-.6M10 15.5v.1M3 3l14 14",
  flag: "M5 18V3h10l-2.5 3.5L15 10H5",
  link: "M8.5 11.5l3-3M9 6l1.5-1.5a3.5 3.5 0 0 1 5 5L14 11M11 14l-1.5 1.5a3.5 3.5 0 0 1-5-5L6 9",
  out: "M3 12v4.5h14V12M10 13V3.5M6.5 7L10 3.5 13.5 7",
  sun: "M6.5 10a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0zM10 2v2M10 16v2M2 10h2M16 10h2M4.5 4.5l1.4 1.4M14.1 14.1l1.4 1.4M4.5 15.5l1.4-1.4M14.1 5.9l1.4-1.4",
  moon: "M16.5 12.5A7 7 0 0 1 7.5 3.5a7 7 0 1 0 9 9z",
  search: "M3.5 9a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0 -11 0zM13 13l4.5 4.5",
  up: "M10 16V4M5 9l5-5 5 5",
} as const;

export type IconName = keyof typeof ICONS;

/** The svg attributes every icon shares; a renderer spreads them and adds one path with `ICONS[name]`. */
export const ICON_BOX = {
  class: "i",
  viewBox: "0 0 20 20",
  "aria-hidden": "true",
  focusable: "false",
} as const;

/** An icon as an svg string, for places that build markup themselves. The word beside it carries the name. */
export function iconSvg(name: IconName): string {
  return `<svg class="i" viewBox="0 0 20 20" aria-hidden="true" focusable="false"><path d="${ICONS[name]}"/></svg>`;
}
