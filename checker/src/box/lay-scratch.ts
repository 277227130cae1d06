import { chownSync, mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { type Identity, idsOf } from './identity.ts';

/** Makes a box's scratch folder, with its `work/`, `tmp/` and `home/`, for the user whom the submission runs as. */
export function layScratch(parent: string, identity: Identity): string {
  const scratch = mkdtempSync(join(parent, 'box-'));
  const folders = ['work', 'tmp', 'home'].map((name) => join(scratch, name));
  for (const folder of folders) mkdirSync(folder);
  const { uid, gid } = idsOf(identity);
  for (const folder of [scratch, ...folders]) chownSync(folder, uid, gid);
  return scratch;
}
