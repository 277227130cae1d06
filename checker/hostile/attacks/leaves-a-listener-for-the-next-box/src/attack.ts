import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { leave } from './tools.ts';

const port = 39_241;
await new Promise<void>((over) => {
  const socket = connect(port, '127.0.0.1');
  socket.on('data', (text) => console.log(`found ${text}`));
  socket.on('error', () => over());
  socket.on('close', () => over());
});
const nonce = randomBytes(8).toString('hex');
const source = `require('net').createServer((s) => s.end('${nonce}')).listen(${port}, '127.0.0.1'); setTimeout(() => process.exit(), 15000)`;
leave('setsid', [process.execPath, '-e', source]);
await new Promise((over) => setTimeout(over, 700));
console.log(`left ${nonce}`);
