import { targets } from './targets.ts';
import { write } from './tools.ts';

for (const folder of ['/tmp', '/var/tmp', '/dev/shm', targets.temporary]) write(`${folder}/${targets.token}`, targets.token);
