import { gzipSync } from 'node:zlib';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const piece = gzipSync(Buffer.alloc(2 ** 26), { level: 9 });
const server = createServer((_, response) => {
  response.writeHead(200, { 'Content-Encoding': 'gzip' });
  // Members of a gzip file may follow each other.
  for (let count = 0; count < 32; count += 1) response.write(piece);
  response.end();
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(JSON.stringify({ msg: 'listening', host: '127.0.0.1', port }));
});
