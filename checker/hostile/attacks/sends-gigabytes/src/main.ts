import { createServer } from 'node:http';
import { serve } from './tools.ts';

const piece = Buffer.alloc(2 ** 20, 'x');
const server = createServer((_, response) => {
  let count = 0;
  const more = () => {
    while (count++ < 2048) if (!response.write(piece)) return response.once('drain', more);
    response.end();
  };
  more();
});
serve(server);
