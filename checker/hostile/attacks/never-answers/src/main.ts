import { createServer } from 'node:http';
import { serve } from './tools.ts';

const server = createServer((_, response) => {
  response.writeHead(200);
  setInterval(() => response.write('x'), 100);
});
serve(server);
