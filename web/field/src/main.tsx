/** Starts the field app in the page; wiring only. */

import "@helpline/shared/tokens.css";
import "@helpline/shared/base.css";
import "./frame.css";
import "./screens.css";
import { connect } from "@helpline/shared/api";
import { render } from "preact";
import { App } from "./app.tsx";
import { startReading } from "./reader.ts";

connect("field");
const root = document.getElementById("field");
let changes = 0;

function draw(): void {
  if (root) render(<App changed={changes} />, root);
}

void startReading(() => {
  changes += 1;
  draw();
}).then(draw);

// Only the built app has one; without it the app works as long as there is network.
if (import.meta.env.PROD && "serviceWorker" in navigator) {
  void navigator.serviceWorker
    .register("/field/sw.js", { scope: "/field/" })
    .catch(() => undefined);
}
