import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { capOutput } from './capped-output.ts';

const never = new AbortController().signal;

test('keeps what fits, counts the rest, and reads to the end', async () => {
  const { stream, output } = capped(5);
  for (const part of ['abc', 'defg', 'hij']) stream.write(part);
  stream.end();
  await output.ended;
  expect(output.text()).toBe('abcde');
  expect(output.total).toBe(10);
  expect(output.cut).toBe(true);
});

test('exactly the cap is not cut', async () => {
  const { stream, output } = capped(3);
  stream.end('abc');
  await output.ended;
  expect([output.text(), output.total, output.cut]).toEqual(['abc', 3, false]);
});

test('keeps bytes as they are: a character that came in two parts is whole', async () => {
  const { stream, output } = capped(100);
  const bytes = Buffer.from('ä✓\u{1f600}');
  for (const byte of bytes) stream.write(Buffer.from([byte]));
  stream.end();
  await output.ended;
  expect(output.bytes()).toEqual(bytes);
  expect(output.text()).toBe('ä✓\u{1f600}');
});

test('what is kept does not change when the chunk is used again', async () => {
  const { stream, output } = capped(100);
  const chunk = Buffer.from('first');
  stream.write(chunk);
  await output.until((text) => (text === 'first' ? true : undefined), never);
  chunk.fill('x');
  expect(output.text()).toBe('first');
});

test('waits for what is found, also when it is there already', async () => {
  const { stream, output } = capped(100);
  const found = output.until((text) => /n=(\d+);/.exec(text)?.[1], never);
  stream.write('n=4');
  stream.write('2;');
  expect(await found).toBe('42');
  expect(await output.until((text) => (text.includes('n=') ? 'there' : undefined), never)).toBe('there');
});

test('a stream that ends, breaks or is closed by the judge ends the wait with null', async () => {
  const [ended, destroyed, closed] = [capped(10), capped(10), capped(10)];
  const waits = [ended, destroyed, closed].map(({ output }) => output.until(() => undefined, never));
  ended.stream.end('text');
  destroyed.stream.destroy(new Error('EIO'));
  closed.output.close();
  expect(await Promise.all(waits)).toEqual([null, null, null]);
  expect(await ended.output.until(() => undefined, never)).toBeNull();
});

test('an abort ends the wait with its reason, before and during it', async () => {
  const { output } = capped(10);
  const abort = new AbortController();
  const wait = output.until(() => undefined, abort.signal);
  abort.abort(new Error('too late'));
  await expect(wait).rejects.toThrow('too late');
  await expect(output.until(() => 'found', abort.signal)).rejects.toThrow('too late');
});

test('several wait at once, each for its own', async () => {
  const { stream, output } = capped(100);
  const waits = ['b', 'a', 'zz'].map((part) =>
    output.until((text) => (text.includes(part) ? part : undefined), never),
  );
  stream.write('a');
  expect(await waits[1]).toBe('a');
  stream.write('b');
  stream.end();
  expect(await Promise.all(waits)).toEqual(['b', 'a', null]);
});

function capped(cap: number) {
  const stream = new PassThrough();
  return { stream, output: capOutput(stream, cap) };
}
