import { createServer } from 'node:http';
import { serve } from './tools.ts';

const server = createServer((_, response) => {
  console.log('\u001b[2J\u202e');
  response.setHeader('X-Word', 'a\u009b');
  response.end('\u001b]0;owned\u0007');
});
serve(server);
