import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const server = createServer((_, response) => {
  console.log('\u001b[2J\u202e');
  response.setHeader('X-Word', 'a\u009b');
  response.end('\u001b]0;owned\u0007');
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(JSON.stringify({ msg: 'listening', host: '127.0.0.1', port }));
});
