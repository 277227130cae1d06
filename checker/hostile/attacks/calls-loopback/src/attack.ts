import { targets } from './targets.ts';
import { call } from './tools.ts';

await call({ host: '127.0.0.1', port: targets.ports.ipv4 }, targets.token);
