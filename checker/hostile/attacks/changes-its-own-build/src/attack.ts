import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { attempt } from './tools.ts';

const folder = dirname(fileURLToPath(import.meta.url));
for (const name of ['left.txt', 'tools.js.map']) {
  attempt(() => console.log(`found ${readFileSync(`${folder}/${name}`, 'utf8')}`));
  attempt(() => chmodSync(folder, 0o777));
  attempt(() => chmodSync(`${folder}/${name}`, 0o666));
  attempt(() => {
    const nonce = randomBytes(8).toString('hex');
    writeFileSync(`${folder}/${name}`, nonce);
    console.log(`left ${nonce}`);
  });
}
