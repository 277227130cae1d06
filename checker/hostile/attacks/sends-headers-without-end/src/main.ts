import { type AddressInfo, createServer } from 'node:net';

const server = createServer((socket) => {
  socket.on('error', () => {});
  socket.write('HTTP/1.1 200 OK\r\n');
  let count = 0;
  const timer = setInterval(() => socket.write(`X-${count++}: y\r\n`), 50);
  socket.on('close', () => clearInterval(timer));
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(JSON.stringify({ msg: 'listening', host: '127.0.0.1', port }));
});
