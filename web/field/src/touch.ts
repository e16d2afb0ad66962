/** Tells when a hand touches the phone or presses a key; it takes nothing away from what was touched. */

/** Calls `heard` at each touch and key. Returns the way out. */
export function onTouch(heard: () => void): () => void {
  window.addEventListener("pointerdown", heard);
  window.addEventListener("keydown", heard);
  return () => {
    window.removeEventListener("pointerdown", heard);
    window.removeEventListener("keydown", heard);
  };
}
