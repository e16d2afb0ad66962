/** Saves an answer that is a file; the shared door of the API takes JSON only. */

/** Fetches `path` below the API and saves it as `name`; false when there was no file to be had. */
export async function saveFile(path: string, name: string): Promise<boolean> {
  const answer = await fetch(`/api/v1${path}`, {
    headers: { "X-Helpline-App": "console" },
    cache: "no-store",
  });
  if (!answer.ok) return false;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
  return true;
}
