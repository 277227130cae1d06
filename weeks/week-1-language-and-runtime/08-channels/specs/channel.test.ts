import { expect, test } from 'vitest';
import { Channel, ChannelClosedError } from '../src/index.ts';
import { settled, standing } from './helpers.ts';

test('without a buffer, a send waits for a receiver', async () => {
  const channel = new Channel<string>();
  const sent = channel.send('a');
  expect(await standing(sent)).toBe('still waiting');
  expect(await channel.receive()).toEqual({ done: false, value: 'a' });
  expect(await standing(sent)).toMatch('resolved');
});

test('a buffer of 2 takes 2', async () => {
  const channel = new Channel<string>(2);
  await channel.send('a');
  await channel.send('b');
  const third = channel.send('c');
  expect(await standing(third)).toBe('still waiting');
  await channel.receive();
  expect(await standing(third)).toMatch('resolved');
});

test('what is buffered can be received after the close', async () => {
  const channel = new Channel<string>(2);
  await channel.send('a');
  await channel.send('b');
  channel.close();
  const values: string[] = [];
  for await (const value of channel) values.push(value);
  expect(values).toEqual(['a', 'b']);
  await expect(channel.send('c')).rejects.toThrow(ChannelClosedError);
});

test('a sender that waits hears of the close', async () => {
  const channel = new Channel<string>();
  const sent = channel.send('a');
  sent.catch(() => {});
  channel.close();
  expect(await standing(sent)).toMatch('ChannelClosedError');
});

test('a receive that was given up takes nothing', async () => {
  const channel = new Channel<string>();
  const controller = new AbortController();
  const impatient = channel.receive(controller.signal);
  const patient = channel.receive();
  controller.abort(new Error('too slow'));
  await expect(impatient).rejects.toThrow('too slow');
  await settled();
  void channel.send('a');
  expect(await standing(patient)).toBe('resolved with {"done":false,"value":"a"}');
});
