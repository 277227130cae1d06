import { createServer } from 'node:http';
import { serve } from './tools.ts';

const server = createServer((_, response) => {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end('['.repeat(1_000_000) + ']'.repeat(1_000_000));
});
serve(server);
