import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { chain, type Middleware, Mutex } from '../src/index.ts';

const req = new IncomingMessage(new Socket());
const res = new ServerResponse(req);

test('chain: each runs around all that follow', async () => {
  const notes: string[] = [];
  const noting =
    (name: string): Middleware =>
    async (_req, _res, next) => {
      notes.push(`${name} in`);
      await next();
      notes.push(`${name} out`);
    };
  await chain(noting('a'), noting('b'))(req, res, async () => {
    notes.push('end');
  });
  expect(notes).toEqual(['a in', 'b in', 'end', 'b out', 'a out']);
});

test('chain: what one throws rejects', async () => {
  const broken: Middleware = () => {
    throw new Error('broken');
  };
  await expect(chain(broken)(req, res, async () => {})).rejects.toThrow('broken');
});

test('Mutex: in turn, after a throw too, and without who gave up', async () => {
  const mutex = new Mutex();
  const notes: string[] = [];
  const controller = new AbortController();
  const a = mutex.runExclusive(async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    notes.push('a');
    throw new Error('broken');
  });
  const b = mutex.runExclusive(() => notes.push('b'), controller.signal);
  const c = mutex.runExclusive(() => notes.push('c'));
  controller.abort(new Error('enough'));
  await Promise.all([expect(a).rejects.toThrow('broken'), expect(b).rejects.toThrow('enough'), c]);
  expect(notes).toEqual(['a', 'c']);
});
