import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { targets } from './targets.ts';
import { attemptAsync } from './tools.ts';

await attemptAsync(async () => {
  const socket = createSocket('udp4');
  socket.on('error', () => {});
  await new Promise((over) => socket.send(targets.token, targets.ports.udp, '127.0.0.1', over));
  socket.close();
});
await attemptAsync(async () => {
  const resolver = new Resolver({ timeout: 500, tries: 1 });
  resolver.setServers([`127.0.0.1:${targets.ports.udp}`]);
  await resolver.resolve4(`${targets.token}.example`);
});
