import { targets } from './targets.ts';

console.log(JSON.stringify({ msg: 'listening', host: '127.0.0.1', port: targets.ports.ipv4 }));
setInterval(() => {}, 1000);
