import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { confirm } from './ask.ts';
import type { Context } from './context.ts';

/** A terminal that a test types on. */
class Keyboard extends PassThrough {
  readonly isTTY = true;
  setRawMode(): this {
    return this;
  }
}

function terminal(interactive = true) {
  const stdin = new Keyboard();
  const stderr = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
  const interruption = new AbortController();
  const context = { stdin, stderr, interactive, signal: interruption.signal } as unknown as Context;
  /** Settles once the question stands on the screen, so that what is typed is typed as an answer. */
  const asked = new Promise<void>((settle) => {
    let screen = '';
    stderr.on('data', (chunk: Buffer) => {
      screen += chunk;
      if (screen.includes('Sure?')) settle();
    });
  });
  return { context, stderr, stdin, interruption, asked };
}

test.each([
  ['y', true],
  ['n', false],
  ['\r', false],
])('%j answers %s', async (key, answer) => {
  const { context, stdin, asked } = terminal();
  const answered = confirm(context, 'Sure?', false);
  await asked;
  stdin.write(key);
  if (key !== '\r') stdin.write('\r');
  expect(await answered).toBe(answer);
});

test('Ctrl-C, the end of input and an interruption from outside are no answer', async () => {
  type Terminal = ReturnType<typeof terminal>;
  const ways: ((made: Terminal) => void)[] = [
    ({ stdin }) => stdin.write('\u0003'),
    ({ stdin }) => stdin.end(),
    ({ interruption }) => interruption.abort(),
  ];
  for (const leave of ways) {
    const made = terminal();
    const answered = confirm(made.context, 'Sure?', false);
    await made.asked;
    leave(made);
    await expect(answered).rejects.toMatchObject({ name: 'AbortError' });
  }
});

test('without colour the question holds none', async () => {
  for (const color of [true, false]) {
    const made = terminal();
    let screen = '';
    made.stderr.on('data', (chunk: Buffer) => {
      screen += chunk;
    });
    const answered = confirm({ ...made.context, color }, 'Sure?', false);
    await made.asked;
    made.stdin.write('y');
    await answered;
    expect(screen.includes('\u001b[36m')).toBe(color);
  }
});

test('where nobody is there, --yes answers, and its lack is told', async () => {
  const { context } = terminal(false);
  expect(await confirm(context, 'Sure?', true)).toBe(true);
  await expect(confirm(context, 'Sure?', false)).rejects.toMatchObject({
    code: 'USAGE',
    hint: expect.stringContaining('--yes'),
  });
});
