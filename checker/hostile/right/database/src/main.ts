import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import './attack.ts';

const server = createServer((request, response) => {
  response.end(`harmless ${(request.url ?? '/').slice(1)}`);
});
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(JSON.stringify({ msg: 'listening', host: '127.0.0.1', port }));
});
process.on('SIGTERM', () => process.exit(0));
