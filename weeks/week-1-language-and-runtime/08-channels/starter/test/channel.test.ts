import { expect, test } from 'vitest';
import { Channel } from '../src/index.ts';

// Your own tests are not judged in this drill. They are the quickest way to see one thing at a time, though.

test('what is sent is received', async () => {
  const channel = new Channel<string>();
  const received = channel.receive();
  await channel.send('hello');
  expect(await received).toEqual({ done: false, value: 'hello' });
});
