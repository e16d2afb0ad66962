/** Makes of a picture a small JPEG without what the telephone wrote into it, and cuts it into pieces; it keeps and sends nothing. */

export const LARGEST_SIDE = 1280;
export const LARGEST_BYTES = 200 * 1024;
/** 48 KiB, which are 64 KiB of base64: what 2G carries in one go. */
export const PIECE_BYTES = 48 * 1024;
const QUALITIES = [0.8, 0.65, 0.5, 0.35];
const SMALLEST_SIDE = 320;

/** Drawn anew, so that place, time and name of the telephone are gone. Rejects for what is no picture. */
export async function small(file: Blob): Promise<Uint8Array> {
  // Upright, as the telephone was held: what says so is gone afterwards.
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    for (let side = LARGEST_SIDE; side >= SMALLEST_SIDE; side = Math.floor(side * 0.75)) {
      const canvas = drawn(picture, side);
      for (const quality of QUALITIES) {
        const made = await encoded(canvas, quality);
        if (made.size <= LARGEST_BYTES) return new Uint8Array(await made.arrayBuffer());
      }
    }
  } finally {
    picture.close();
  }
  throw new Error("this picture does not get small enough");
}

function drawn(picture: ImageBitmap, side: number): HTMLCanvasElement {
  const { width, height } = fitted(picture.width, picture.height, side);
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("this browser can't draw");
  pen.drawImage(picture, 0, 0, width, height);
  return canvas;
}

/** The size in which both sides are at most `side`; nothing is made larger. */
export function fitted(width: number, height: number, side: number) {
  const by = Math.min(1, side / Math.max(width, height));
  return {
    width: Math.max(1, Math.round(width * by)),
    height: Math.max(1, Math.round(height * by)),
  };
}

function encoded(canvas: HTMLCanvasElement, quality: number): Promise<Blob> {
  return new Promise((done, failed) =>
    canvas.toBlob(
      (made) => (made ? done(made) : failed(new Error("this browser makes no JPEG"))),
      "image/jpeg",
      quality,
    ),
  );
}

/** The pieces of a photo in their order, each as base64. */
export function pieces(photo: Uint8Array): string[] {
  const cut: string[] = [];
  for (let at = 0; at < photo.length; at += PIECE_BYTES) {
    const bytes = photo.subarray(at, at + PIECE_BYTES);
    cut.push(btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")));
  }
  return cut;
}
