import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const piece = Buffer.alloc(2 ** 20, 'x');
const server = createServer((_, response) => {
  let count = 0;
  const more = () => {
    while (count++ < 2048) if (!response.write(piece)) return response.once('drain', more);
    response.end();
  };
  more();
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(JSON.stringify({ msg: 'listening', host: '127.0.0.1', port }));
});
