import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { targets } from './targets.ts';
import { attempt } from './tools.ts';

for (const folder of ['/tmp', '/var/tmp', '/dev/shm', '/run', targets.temporary, `${process.cwd()}/../..`, targets.cache, '/usr/local']) {
  const file = `${folder}/${targets.token}`;
  attempt(() => console.log(`found ${readFileSync(file, 'utf8')}`));
  attempt(() => {
    const nonce = randomBytes(8).toString('hex');
    writeFileSync(file, nonce);
    console.log(`left ${nonce}`);
  });
}
