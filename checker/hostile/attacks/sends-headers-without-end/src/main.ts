import { createServer } from 'node:net';
import { serve } from './tools.ts';

const server = createServer((socket) => {
  socket.on('error', () => {});
  socket.write('HTTP/1.1 200 OK\r\n');
  let count = 0;
  const timer = setInterval(() => socket.write(`X-${count++}: y\r\n`), 50);
  socket.on('close', () => clearInterval(timer));
});
serve(server);
