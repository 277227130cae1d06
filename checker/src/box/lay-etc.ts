import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Identity, idsOf } from './identity.ts';

/** What programs look up in /etc: who they are, and where localhost is. */
export function layEtc(folder: string, identity: Identity): string {
  const { uid, gid } = idsOf(identity);
  const own = uid === 0 ? [] : [`learner:x:${uid}:${gid}::/nonexistent:/bin/sh`];
  const files = {
    passwd: ['root:x:0:0::/root:/bin/sh', ...own],
    group: ['root:x:0:', ...(gid === 0 ? [] : [`learner:x:${gid}:`])],
    hosts: ['127.0.0.1 localhost box', '::1 localhost'],
    'nsswitch.conf': ['passwd: files', 'group: files', 'hosts: files'],
  };
  mkdirSync(folder, { mode: 0o755 });
  for (const [name, lines] of Object.entries(files)) {
    writeFileSync(join(folder, name), `${lines.join('\n')}\n`, { mode: 0o644 });
  }
  return folder;
}
