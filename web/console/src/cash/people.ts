/** The people of a child's record, for naming a payee; the server records the opening. It asks nothing itself. */
import { Problem } from "@helpline/shared/api";
import type { ChildFile } from "@helpline/shared/types";

type Open = (id: string, why?: "supervision") => Promise<ChildFile>;

/** Whoever oversees the area opens it for supervision, and a record that was merged leads to the kept one. */
export async function recordOf(id: string, open: Open): Promise<ChildFile> {
  const file = await opened(id, open);
  return file.merged_into ? opened(file.merged_into, open) : file;
}

async function opened(id: string, open: Open): Promise<ChildFile> {
  try {
    return await open(id);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "why_is_needed") throw error;
    return open(id, "supervision");
  }
}
