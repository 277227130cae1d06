import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The least that could be called a task service: no validation, no conditions, no log, nothing that can go wrong. */
const tasks = new Map<string, object>();

const server = createServer((req, res) => {
  const answer = (status: number, body: object) =>
    res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (req.method === 'GET') {
    answer(200, tasks.get((req.url ?? '').slice('/tasks/'.length)) ?? {});
    return;
  }
  const chunks: Buffer[] = [];
  req.on('data', (chunk: Buffer) => chunks.push(chunk));
  req.on('end', () => {
    const task = { id: randomUUID(), ...(JSON.parse(Buffer.concat(chunks).toString('utf8')) as object) };
    tasks.set(task.id, task);
    answer(201, task);
  });
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ msg: 'listening', port })}\n`);
});
