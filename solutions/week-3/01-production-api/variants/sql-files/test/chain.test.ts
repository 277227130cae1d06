import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { chain, type Middleware } from '../src/index.ts';

const req = new IncomingMessage(new Socket());
const res = new ServerResponse(req);

function noting(notes: string[], name: string): Middleware {
  return async (_req, _res, next) => {
    notes.push(`${name} in`);
    await next();
    notes.push(`${name} out`);
  };
}

test('each runs around all that follow', async () => {
  const notes: string[] = [];
  const nested = chain(noting(notes, 'a'), chain(noting(notes, 'b'), noting(notes, 'c')));
  await nested(req, res, async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    notes.push('end');
  });
  expect(notes).toEqual(['a in', 'b in', 'c in', 'end', 'c out', 'b out', 'a out']);
});

test('an empty chain only calls next', async () => {
  let calls = 0;
  await chain()(req, res, async () => {
    calls++;
  });
  expect(calls).toBe(1);
});

test('who does not call next ends it there', async () => {
  const notes: string[] = [];
  await chain(noting(notes, 'a'), async () => {}, noting(notes, 'b'))(req, res, async () => {
    notes.push('end');
  });
  expect(notes).toEqual(['a in', 'a out']);
});

test.each([
  [
    'at once',
    () => {
      throw new Error('broken');
    },
  ],
  [
    'later',
    async () => {
      throw new Error('broken');
    },
  ],
] as [string, Middleware][])('what one throws %s reaches those before it', async (_, broken) => {
  const caught: unknown[] = [];
  const catching: Middleware = async (_req, _res, next) => {
    await next().catch((error) => caught.push(error));
  };
  await chain(catching, broken)(req, res, async () => {});
  expect(caught).toEqual([new Error('broken')]);
  await expect(chain(broken)(req, res, async () => {})).rejects.toThrow('broken');
});

test('what the last next rejects with comes through unchanged', async () => {
  const reason = new Error('behind');
  const passing: Middleware = (_req, _res, next) => next();
  await expect(chain(passing, passing)(req, res, () => Promise.reject(reason))).rejects.toBe(reason);
});

test('a second next rejects and runs nothing', async () => {
  for (const others of [[], [noting([], 'b')]]) {
    let ends = 0;
    const twice: Middleware = async (_req, _res, next) => {
      await next();
      await next();
    };
    const run = chain(twice, ...others)(req, res, async () => {
      ends++;
    });
    await expect(run).rejects.toThrow();
    expect(ends).toBe(1);
  }
});

test('one chain serves many at once', async () => {
  const notes: string[] = [];
  const shared = chain(
    async (_req, _res, next) => next(),
    async (_req, _res, next) => next(),
  );
  await Promise.all(
    ['a', 'b', 'c'].map((name) =>
      shared(req, res, async () => {
        await null;
        notes.push(name);
      }),
    ),
  );
  expect(notes.sort()).toEqual(['a', 'b', 'c']);
});
