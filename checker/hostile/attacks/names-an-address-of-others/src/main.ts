import { targets } from './targets.ts';

console.log(JSON.stringify({ msg: 'listening', host: targets.addresses[0] ?? '127.0.0.1', port: targets.ports.everywhere }));
setInterval(() => {}, 1000);
