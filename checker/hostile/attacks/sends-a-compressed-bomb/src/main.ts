import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { serve } from './tools.ts';

const piece = gzipSync(Buffer.alloc(2 ** 26), { level: 9 });
const server = createServer((_, response) => {
  response.writeHead(200, { 'Content-Encoding': 'gzip' });
  // Members of a gzip file may follow each other.
  for (let count = 0; count < 32; count += 1) response.write(piece);
  response.end();
});
serve(server);
