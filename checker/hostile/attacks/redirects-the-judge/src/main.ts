import { createServer } from 'node:http';
import { targets } from './targets.ts';
import { serve } from './tools.ts';

const server = createServer((_, response) => {
  response.writeHead(302, { Location: `http://127.0.0.1:${targets.ports.ipv4}/secret` });
  response.end();
});
serve(server);
