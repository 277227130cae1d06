import { chownSync, mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Identity } from './identity.ts';

/**
 * Makes a box's scratch folder, with its `work/`, `tmp/` and `home/`, for the user whom the submission runs as.
 *
 * @param prepare is given the empty folder, before anything is in it
 */
export function layScratch(
  parent: string,
  identity: Identity,
  prepare: (scratch: string) => void = () => {},
): string {
  const scratch = mkdtempSync(join(parent, 'box-'));
  prepare(scratch);
  const folders = ['work', 'tmp', 'home'].map((name) => join(scratch, name));
  for (const folder of folders) mkdirSync(folder);
  for (const folder of [scratch, ...folders]) own(folder, identity);
  return scratch;
}

function own(folder: string, identity: Identity): void {
  if (identity.kind === 'nobody' || identity.kind === 'nobody-reading')
    chownSync(folder, identity.uid, identity.gid);
}
