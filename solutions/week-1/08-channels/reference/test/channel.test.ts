import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { Channel, ChannelClosedError, select } from '../src/index.ts';

const value = (of: string) => ({ done: false, value: of });
const over = { done: true, value: undefined };

describe('handing over', () => {
  test('without a buffer, both sides meet', async () => {
    const channel = new Channel<string>();
    const seen: string[] = [];
    const sent = channel.send('a').then(() => seen.push('sent'));
    await turn();
    expect(seen).toEqual([]);
    expect(await channel.receive()).toEqual(value('a'));
    await sent;
  });

  test('who waited longest is served first, and nobody overtakes', async () => {
    const channel = new Channel<string>(1);
    const sends = ['a', 'b', 'c'].map((each) => channel.send(each));
    const first = channel.receive();
    const late = channel.send('d');
    expect(await first).toEqual(value('a'));
    for (const each of ['b', 'c', 'd']) expect(await channel.receive()).toEqual(value(each));
    await Promise.all([...sends, late]);
  });

  test.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('%d is no capacity', (capacity) => {
    expect(() => new Channel(capacity)).toThrow(RangeError);
  });
});

describe('closing', () => {
  test('drains the buffer, refuses senders, and ends loops', async () => {
    const channel = new Channel<string | undefined>(2);
    await channel.send('a');
    await channel.send(undefined);
    const waiting = channel.send('b');
    channel.close();
    await expect(waiting).rejects.toThrow(ChannelClosedError);
    await expect(channel.send('c')).rejects.toThrow(ChannelClosedError);
    const looped: (string | undefined)[] = [];
    for await (const each of channel) looped.push(each);
    expect(looped).toEqual(['a', undefined]);
    expect(await channel.receive()).toEqual(over);
  });

  test('ends every receive that waits', async () => {
    const channel = new Channel<string>();
    const received = [channel.receive(), channel.receive()];
    channel.close();
    expect(await Promise.all(received)).toEqual([over, over]);
  });
});

describe('giving up', () => {
  test('a receive that was given up takes nothing, and leaves no listener', async () => {
    const channel = new Channel<string>();
    const { signal, abort } = controlled();
    const impatient = channel.receive(signal);
    const patient = channel.receive(signal);
    const sent = channel.send('a');
    abort('enough');
    expect(await impatient).toEqual(value('a'));
    await expect(patient).rejects.toBe('enough');
    await sent;
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('a send that was given up gives nothing', async () => {
    const channel = new Channel<string>();
    const { signal, abort } = controlled();
    const given = channel.send('a', signal);
    const kept = channel.send('b');
    abort('enough');
    await expect(given).rejects.toBe('enough');
    expect(await channel.receive()).toEqual(value('b'));
    await kept;
  });
});

describe('select', () => {
  test('does the first that can be done and touches no other', async () => {
    const [a, b] = [new Channel<string>(1), new Channel<string>(1)];
    await b.send('from b');
    const cases = [{ receive: a }, { receive: b }, { send: a, value: 'to a' }];
    expect(await select(cases)).toEqual({ index: 1, result: value('from b') });
    expect(await select(cases)).toEqual({ index: 2, result: undefined });
    expect(await select(cases)).toEqual({ index: 0, result: value('to a') });
  });

  test('leaves all lines with the first value', async () => {
    const [a, b] = [new Channel<string>(), new Channel<string>()];
    const selected = select([{ receive: a }, { receive: b }]);
    const sends = [b.send('from b'), a.send('from a')];
    expect(await selected).toEqual({ index: 1, result: value('from b') });
    expect(await a.receive()).toEqual(value('from a'));
    await Promise.all(sends);
  });

  test('two selects meet', async () => {
    const channel = new Channel<string>();
    const sending = select([{ send: channel, value: 'a' }, { receive: channel }]);
    expect(await select([{ receive: channel }])).toEqual({ index: 0, result: value('a') });
    expect(await sending).toEqual({ index: 0, result: undefined });
  });
});

/** Everything that can settle by itself has settled. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function controlled() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: (reason: string) => controller.abort(reason) };
}
