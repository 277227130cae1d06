import { describe, expect, test } from 'vitest';
import { copy, limit, orderId, type Reader, saveReceipt, tee, userId } from '../src/index.ts';

const gone = new Error('gone');

function readerOf(...texts: readonly string[]): Reader {
  const left = texts.map((text) => Buffer.from(text));
  return { read: async () => left.shift() ?? null };
}

function written() {
  const texts: string[] = [];
  return { texts, write: async (bytes: Uint8Array) => texts.push(Buffer.from(bytes).toString()) };
}

/** Never comes to an end by itself. */
function hanging() {
  const { promise, reject } = Promise.withResolvers<never>();
  return { reader: { read: () => promise }, writer: { write: () => promise }, reject };
}

describe('copy', () => {
  test('reads a piece when the one before has been taken', async () => {
    const log: string[] = [];
    const source = readerOf('one', 'two');
    const reader = {
      read: () => {
        log.push('read');
        return source.read();
      },
    };
    const writer = {
      async write() {
        await new Promise((resolve) => setImmediate(resolve));
        log.push('taken');
      },
    };
    expect(await copy(reader, writer)).toBe(6);
    expect(log).toEqual(['read', 'taken', 'read', 'taken', 'read']);
  });

  test('calls each member on its object', async () => {
    class Pages {
      readonly #left = ['one', 'two'];
      get read() {
        return async () => (this.#left.length === 0 ? null : Buffer.from(this.#left.shift() ?? ''));
      }
    }
    const to = written();
    expect(await copy(new Pages(), to)).toBe(6);
    expect(to.texts).toEqual(['one', 'two']);
  });

  test('rejects with what a write throws, and reads no more', async () => {
    let reads = 0;
    const reader = { read: async () => Buffer.from(`${reads++}`) };
    const writer = {
      write: (): Promise<void> => {
        throw gone;
      },
    };
    await expect(copy(reader, writer)).rejects.toBe(gone);
    expect(reads).toBe(1);
  });

  test.each(['reader', 'writer'] as const)('does not wait for a %s that hangs', async (end) => {
    const abort = new AbortController();
    const stuck = hanging();
    const [reader, writer] = end === 'reader' ? [stuck.reader, written()] : [readerOf('one'), stuck.writer];
    const copying = copy(reader, writer, abort.signal);
    await new Promise((resolve) => setImmediate(resolve));
    abort.abort('enough');
    await expect(copying).rejects.toBe('enough');
    // Were it unhandled, the run would fail.
    stuck.reject(gone);
  });

  test('a signal that has aborted lets nothing begin', async () => {
    let reads = 0;
    const reader = { read: async () => Buffer.from(`${reads++}`) };
    await expect(copy(reader, written(), AbortSignal.abort(gone))).rejects.toBe(gone);
    expect(reads).toBe(0);
  });
});

test('tee and limit nest', async () => {
  const [whole, cut] = [written(), written()];
  expect(await copy(limit(tee(readerOf('abc', 'def', 'ghi'), whole), 5), cut)).toBe(5);
  expect(whole.texts).toEqual(['abc', 'def']);
  expect(cut.texts).toEqual(['abc', 'de']);
});

test('an error of the writer comes out of the tee', async () => {
  await expect(tee(readerOf('one'), { write: () => Promise.reject(gone) }).read()).rejects.toBe(gone);
});

test.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('there is no limit of %d', (bytes) => {
  expect(() => limit(readerOf(), bytes)).toThrow(RangeError);
});

test.each(['', 'u-', 'o-7', 'u-7 ', 'U-7', 'u-7\n', 'u-٣'])('%j is not the id of a user', (text) => {
  expect(() => userId(text)).toThrow(RangeError);
});

test('a receipt lies with its user', async () => {
  const created: string[] = [];
  const to = written();
  const files = {
    async create(path: string) {
      created.push(path);
      return to;
    },
  };
  expect(await saveReceipt(files, userId('u-7'), orderId('o-12'), readerOf('paid'))).toBe(4);
  expect(created).toEqual(['receipts/u-7/o-12.txt']);
  expect(to.texts).toEqual(['paid']);
});
