import { targets } from './targets.ts';
import { call } from './tools.ts';

for (const path of [targets.socket, '/var/run/docker.sock']) await call({ path }, 'GET /containers/json HTTP/1.1\r\nHost: x\r\n\r\n', 500);
