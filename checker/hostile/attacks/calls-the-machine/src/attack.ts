import { targets } from './targets.ts';
import { call } from './tools.ts';

for (const host of targets.addresses) await call({ host, port: targets.ports.everywhere }, targets.token);
