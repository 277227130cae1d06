import { createHash, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';

/** What a user of fastify would write for creating and reading a task: schemas, a request id, an ETag, no log below errors. */
interface Task {
  readonly id: string;
  readonly title: string;
  readonly status: 'open' | 'done';
  readonly priority: 'low' | 'normal' | 'high';
  readonly due: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

const app = Fastify({ logger: { level: 'error' }, genReqId: () => randomUUID() });
const tasks = new Map<string, Task>();
const text = { type: 'string' } as const;
const taskSchema = {
  type: 'object',
  properties: {
    id: text,
    title: text,
    status: text,
    priority: text,
    due: { type: ['string', 'null'] },
    createdAt: text,
    updatedAt: text,
  },
} as const;

app.post<{ Body: { title: string; due?: string | null; priority?: Task['priority'] } }>(
  '/tasks',
  {
    schema: {
      body: {
        type: 'object',
        required: ['title'],
        additionalProperties: false,
        properties: {
          title: { type: 'string', minLength: 1, maxLength: 200 },
          due: { type: ['string', 'null'], format: 'date' },
          priority: { enum: ['low', 'normal', 'high'] },
        },
      },
      response: { 201: taskSchema },
    },
  },
  (request, reply) => {
    const now = new Date().toISOString();
    const { title, due = null, priority = 'normal' } = request.body;
    const task: Task = {
      id: randomUUID(),
      title,
      status: 'open',
      priority,
      due,
      createdAt: now,
      updatedAt: now,
    };
    tasks.set(task.id, task);
    reply.code(201).header('location', `/tasks/${task.id}`).header('etag', tagOf(task));
    reply.header('x-request-id', request.id).send(task);
  },
);

app.get<{ Params: { id: string } }>(
  '/tasks/:id',
  { schema: { response: { 200: taskSchema } } },
  (request, reply) => {
    const task = tasks.get(request.params.id);
    if (task === undefined) return reply.code(404).send();
    const etag = tagOf(task);
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    return reply.header('etag', etag).header('x-request-id', request.id).send(task);
  },
);

function tagOf({ id, updatedAt }: Task): string {
  return `"${createHash('sha1').update(`${id} ${updatedAt}`).digest('base64url')}"`;
}

await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
const { port } = app.server.address() as AddressInfo;
process.stdout.write(`${JSON.stringify({ msg: 'listening', port })}\n`);
