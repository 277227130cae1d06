import { EventEmitter, getEventListeners } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createByteCache, groupLog, subscribe } from '../src/index.ts';

describe('groupLog', () => {
  test('counts lines and bytes of each service', async () => {
    const groups = await grouped('web\t10\tGET /\napi\t5\t\nweb\t7\tGET /a\tb\n');
    expect(groups).toEqual({ web: { lines: 2, bytes: 17 }, api: { lines: 1, bytes: 5 } });
  });

  test('knows lines that are cut by the end of a piece, and characters that are', async () => {
    const line = `${'🧭'.repeat(9)}\t1\t\n`;
    expect(await grouped(line.repeat(10_000))).toEqual({
      ['🧭'.repeat(9)]: { lines: 10_000, bytes: 10_000 },
    });
  });

  test('rejects where there is no file', async () => {
    await expect(groupLog(join(tmpdir(), 'memory-basics-none.log'))).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });
});

describe('createByteCache', () => {
  test('counts UTF-8, of the key as well', () => {
    const cache = createByteCache({ maxBytes: 100 });
    cache.set('é', '🧭');
    expect(cache.bytes).toBe(2 + 4);
    cache.set('é', '');
    expect([cache.bytes, cache.size]).toEqual([2, 1]);
  });

  test('drops what was used longest ago, and no more than it must', () => {
    const cache = createByteCache({ maxBytes: 9 });
    for (const key of ['a', 'b', 'c']) cache.set(key, 'xx');
    cache.get('a');
    cache.set('d', 'xx');
    expect(['a', 'b', 'c', 'd'].filter((key) => cache.has(key))).toEqual(['a', 'c', 'd']);
  });
});

describe('subscribe', () => {
  test('tells of silence once, and not while messages come', () => {
    const { feed, clock, seen, start } = world();
    start();
    clock.advance(900);
    feed.emit('prices', 'one');
    clock.advance(900);
    expect(seen).toEqual(['one']);
    clock.advance(5000);
    expect(seen).toEqual(['one', 'silence']);
  });

  test('takes its listeners and its timer away when it is disposed of', async () => {
    const { feed, clock, controller, start } = world();
    const subscription = start();
    feed.emit('prices', 'one');
    await subscription[Symbol.asyncDispose]();
    const listeners = feed.eventNames().map((name) => feed.listenerCount(name));
    expect(listeners).toEqual([]);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  test('is over when the signal aborts', () => {
    const { feed, clock, seen, controller, start } = world();
    start();
    controller.abort();
    feed.emit('prices', 'too late');
    clock.advance(5000);
    expect([seen, clock.pending]).toEqual([[], 0]);
  });
});

async function grouped(text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'memory-basics-'));
  try {
    writeFileSync(join(folder, 'some.log'), text);
    return Object.fromEntries(await groupLog(join(folder, 'some.log')));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function world() {
  const feed = new EventEmitter();
  const controller = new AbortController();
  const clock = manualClock();
  const seen: string[] = [];
  const start = () =>
    subscribe(feed, {
      topic: 'prices',
      silenceMs: 1000,
      clock,
      signal: controller.signal,
      onMessage: (message) => void seen.push(message),
      onSilence: () => void seen.push('silence'),
    });
  return { feed, controller, clock, seen, start };
}

/** A clock whose time passes by `advance` alone. */
function manualClock() {
  const timers = new Set<{ at: number; call: () => void }>();
  let now = 0;
  return {
    after(ms: number, call: () => void): Disposable {
      const timer = { at: now + ms, call };
      timers.add(timer);
      return { [Symbol.dispose]: () => void timers.delete(timer) };
    },
    advance(ms: number) {
      const until = now + ms;
      for (;;) {
        const due = [...timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
        if (due === undefined) break;
        timers.delete(due);
        now = due.at;
        due.call();
      }
      now = until;
    },
    get pending() {
      return timers.size;
    },
  };
}
