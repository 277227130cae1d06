import { EventEmitter, getEventListeners } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createByteCache, groupLog, subscribe } from '../src/index.ts';

describe('groupLog', () => {
  test.each([
    ['nothing', '', {}],
    ['empty lines, and a last line without an end', '\na\t1\t\n\nb\t2\tx', { a: [1, 1], b: [1, 2] }],
    ['tabs in the message, and names of members', 'constructor\t3\tx\t9\n', { constructor: [1, 3] }],
  ])('%s', async (_, text, expected) => {
    expect(await grouped(text)).toEqual(new Map(Object.entries(expected)));
  });

  test('characters that the end of a piece cuts', async () => {
    const service = '🧭索é'.repeat(3);
    expect(await grouped(`${service}\t2\t\n`.repeat(20_000))).toEqual(new Map([[service, [20_000, 40_000]]]));
  });
});

describe('createByteCache', () => {
  test('counts keys and values in UTF-8, through replacing and deleting', () => {
    const cache = createByteCache({ maxBytes: 100 });
    cache.set('é', '🧭🧭');
    cache.set('é', '🧭');
    cache.set('b', 'bb');
    expect([cache.bytes, cache.size]).toEqual([9, 2]);
    expect([cache.delete('é'), cache.delete('é'), cache.bytes]).toEqual([true, false, 3]);
  });

  test('drops what was used longest ago, no more than it must, and nothing for what cannot fit', () => {
    const cache = createByteCache({ maxBytes: 6 });
    for (const key of ['a', 'b', 'c']) expect(cache.set(key, '1')).toBe(true);
    expect([cache.get('a'), cache.get('none')]).toEqual(['1', undefined]);
    cache.set('d', '1');
    expect(['a', 'b', 'c', 'd'].filter(cache.has)).toEqual(['a', 'c', 'd']);
    expect([cache.set('c', 'too long'), cache.has('c'), cache.size]).toEqual([false, false, 2]);
  });
});

describe('subscribe', () => {
  test.each(['dispose', 'abort', 'close', 'dispose from within onMessage'])(
    'leaves nothing: %s',
    async (way) => {
      const feed = new EventEmitter();
      const controller = new AbortController();
      const timers = new Set<() => void>();
      const heard: string[] = [];
      const subscription = subscribe(feed, {
        topic: 'prices',
        silenceMs: 1000,
        signal: controller.signal,
        clock: {
          after(_ms, call) {
            timers.add(call);
            return { [Symbol.dispose]: () => void timers.delete(call) };
          },
        },
        onSilence: () => {},
        onMessage: (message) => {
          heard.push(message);
          if (way.endsWith('onMessage')) void subscription[Symbol.asyncDispose]();
        },
      });
      feed.emit('prices', 'one');
      if (way === 'dispose') await subscription[Symbol.asyncDispose]();
      if (way === 'abort') controller.abort();
      if (way === 'close') feed.emit('close');
      feed.emit('prices', 'two');
      expect(heard).toEqual(['one']);
      expect([feed.eventNames(), getEventListeners(controller.signal, 'abort'), timers.size]).toEqual([
        [],
        [],
        0,
      ]);
    },
  );

  test('disposing waits for the handlers that run', async () => {
    const feed = new EventEmitter();
    const handler = Promise.withResolvers<void>();
    const subscription = subscribe(feed, {
      topic: 'prices',
      silenceMs: 1000,
      clock: { after: () => ({ [Symbol.dispose]() {} }) },
      onSilence: () => {},
      onMessage: () => handler.promise,
    });
    feed.emit('prices', 'one');
    let disposed = false;
    const disposing = subscription[Symbol.asyncDispose]().then(() => {
      disposed = true;
    });
    await new Promise(setImmediate);
    expect(disposed).toBe(false);
    handler.resolve();
    await disposing;
  });
});

/** Lines and bytes by service. */
async function grouped(text: string): Promise<Map<string, [number, number]>> {
  const folder = mkdtempSync(join(tmpdir(), 'memory-basics-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'some.log'), text);
  const groups = await groupLog(join(folder, 'some.log'));
  return new Map([...groups].map(([service, { lines, bytes }]) => [service, [lines, bytes]]));
}
