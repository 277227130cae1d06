import { expect, test } from 'vitest';
import { Channel, select } from '../src/index.ts';
import { settled, standing } from './helpers.ts';

test('of two channels that have a value, only the first is touched', async () => {
  const [a, b] = [new Channel<string>(1), new Channel<string>(1)];
  await a.send('from a');
  await b.send('from b');
  expect(await select([{ receive: a }, { receive: b }])).toEqual({
    index: 0,
    result: { done: false, value: 'from a' },
  });
  expect(await standing(b.receive())).toBe('resolved with {"done":false,"value":"from b"}');
});

test('the case that did not come takes nothing later', async () => {
  const [a, b] = [new Channel<string>(), new Channel<string>()];
  const selected = select([{ receive: a }, { receive: b }]);
  await settled();
  await b.send('from b');
  expect(await selected).toEqual({ index: 1, result: { done: false, value: 'from b' } });
  const sent = a.send('from a');
  expect(await standing(sent)).toBe('still waiting');
  expect(await standing(a.receive())).toBe('resolved with {"done":false,"value":"from a"}');
});
