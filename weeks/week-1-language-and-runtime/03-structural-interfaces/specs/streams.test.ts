import { describe, expect, test } from 'vitest';
import { copy, limit, orderId, saveReceipt, tee, userId } from '../src/index.ts';
import { readerOf, slowWriter, writerTo } from './things.ts';

describe('copy', () => {
  test('reads the next piece when the writer has taken the last', async () => {
    const log: string[] = [];
    const pieces = readerOf('one ', 'two');
    const reader = {
      read() {
        log.push('read');
        return pieces.read();
      },
    };
    expect(await copy(reader, slowWriter(log))).toBe(7);
    expect(log).toEqual(['read', 'write one ', 'taken', 'read', 'write two', 'taken', 'read']);
  });

  test('an empty piece is not the end', async () => {
    const written: string[] = [];
    expect(await copy(readerOf('one ', '', 'two'), writerTo(written))).toBe(7);
    expect(written.join('')).toBe('one two');
  });

  test('takes an instance of a class that keeps its state to itself', async () => {
    class Pages {
      readonly #left = ['one ', 'two'];
      async read() {
        const page = this.#left.shift();
        return page === undefined ? null : Buffer.from(page);
      }
    }
    const written: string[] = [];
    expect(await copy(new Pages(), writerTo(written))).toBe(7);
    expect(written).toEqual(['one ', 'two']);
  });

  test('rejects with the reason of its signal, and reads nothing after', async () => {
    const abort = new AbortController();
    const reason = new Error('enough');
    let reads = 0;
    const reader = {
      read: async () => {
        reads++;
        return Buffer.from('x');
      },
    };
    const writer = { write: async () => abort.abort(reason) };
    await expect(copy(reader, writer, abort.signal)).rejects.toBe(reason);
    expect(reads).toBe(1);
  });
});

test('tee gives a piece on when its writer has taken it', async () => {
  const log: string[] = [];
  const reader = tee(readerOf('one'), slowWriter(log));
  expect(await reader.read()).toEqual(Buffer.from('one'));
  expect(log).toEqual(['write one', 'taken']);
  expect(await reader.read()).toBeNull();
});

test('limit cuts the piece that goes beyond', async () => {
  const written: string[] = [];
  expect(await copy(limit(readerOf('abc', 'def', 'ghi'), 5), writerTo(written))).toBe(5);
  expect(written.join('')).toBe('abcde');
});

test('a receipt goes into the folder of its user', async () => {
  const created: string[] = [];
  const files = {
    async create(path: string) {
      created.push(path);
      return writerTo([]);
    },
  };
  await saveReceipt(files, userId('u-7'), orderId('o-12'), readerOf('paid'));
  expect(created).toEqual(['receipts/u-7/o-12.txt']);
});
