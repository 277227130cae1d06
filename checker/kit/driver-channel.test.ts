import { PassThrough } from 'node:stream';
import { beforeEach, describe, expect, test } from 'vitest';
import type { BoxExit, BoxProcess } from '../src/box/box.ts';
import { siphash } from './driver/siphash.ts';
import { type DriverChannel, openDriverChannel } from './driver-channel.ts';
import { Broken } from './expect.ts';
import type { Scenario } from './scenario.ts';

const key = [1, 2, 3, 4];
const patient = 60_000;

/** The driver's side of the link, which a test plays. */
let driver: {
  readonly said: PassThrough;
  readonly heard: PassThrough;
  readonly gates: PassThrough;
  killed: boolean;
  exit(): void;
};
let channel: DriverChannel;
let number: number;

beforeEach(() => {
  const exited = Promise.withResolvers<BoxExit>();
  const streams = { heard: new PassThrough(), said: new PassThrough(), gates: new PassThrough() };
  driver = {
    ...streams,
    killed: false,
    exit() {
      streams.said.end();
      exited.resolve({} as BoxExit);
    },
  };
  const child = {
    pipes: [streams.heard, streams.said, streams.gates],
    kill() {
      driver.killed = true;
      driver.exit();
    },
    exited: exited.promise,
  } satisfies Pick<BoxProcess, 'pipes' | 'kill' | 'exited'>;
  number = 0;
  channel = openDriverChannel({
    child: child as unknown as BoxProcess,
    key,
    scenario: { now: () => 42 } as Scenario,
    patienceMs: patient,
  });
});

describe('an honest driver', () => {
  test('gets calls as ASCII lines and gives results and errors, in any order', async () => {
    const first = channel.call('echo', { text: 'grüße \u{1f600}' });
    const second = channel.call('fail');
    expect(lines(driver.heard)).toEqual([
      '{"jsonrpc":"2.0","id":1,"method":"echo","params":{"text":"gr\\u00fc\\u00dfe \\ud83d\\ude00"}}',
      '{"jsonrpc":"2.0","id":2,"method":"fail"}',
    ]);
    expect(first.settled).toBe(false);
    say({
      id: 2,
      error: { code: -32000, message: 'the method threw', data: { name: 'RangeError', message: 'no' } },
    });
    say({ id: 1, result: 7 });
    expect(await second.outcome()).toEqual({ ok: false, error: { name: 'RangeError', message: 'no' } });
    expect(await first.outcome()).toEqual({ ok: true, value: 7 });
    expect(first.settled).toBe(true);
  });

  test('hands events out once each, whether they came before or come later', async () => {
    say({ method: 'started', params: { id: 1 } });
    say({ method: 'started', params: { id: 2 } });
    const second = await channel.next((event) => (event.data as { id: number }).id === 2, patient);
    expect(second).toEqual({ name: 'started', data: { id: 2 }, atMs: 42 });
    expect((await channel.next((event) => event.name === 'started', patient))?.data).toEqual({ id: 1 });
    const later = channel.next((event) => event.name === 'settled', patient);
    say({ method: 'settled' });
    expect(await later).toEqual({ name: 'settled', data: null, atMs: 42 });
    expect(channel.events.map(({ name }) => name)).toEqual(['started', 'started', 'settled']);
  });

  test('may be cut into pieces anywhere, and joined', async () => {
    const call = channel.call('echo');
    const text = sign({ method: 'noted', params: 1 }) + sign({ id: 1, result: 'whole' });
    for (const char of text) driver.said.write(char);
    expect(await call.outcome()).toEqual({ ok: true, value: 'whole' });
  });

  test('hears of gates on the pipe that a blocked thread reads', () => {
    void channel.call('gate.open', { name: 'sync', value: 'ä' });
    expect(lines(driver.gates)).toEqual(['{"name":"sync","value":"\\u00e4"}']);
  });

  test('an answer nobody waits for is dropped, and so is a second one', async () => {
    const call = channel.call('echo');
    say({ id: 99, result: 'whose?' });
    say({ id: 1, result: 'first' });
    say({ id: 1, result: 'second' });
    expect(await call.outcome()).toEqual({ ok: true, value: 'first' });
    expect(driver.killed).toBe(false);
  });
});

describe('a driver that ends or keeps silent', () => {
  test('ends what is pending, and what is asked later', async () => {
    const call = channel.call('echo');
    const event = channel.next(() => true, patient);
    driver.exit();
    expect(await call.outcome()).toEqual({ ok: null, why: 'ended' });
    expect(await event).toBeNull();
    expect(await channel.call('again').outcome()).toEqual({ ok: null, why: 'ended' });
    expect(await channel.next(() => true, patient)).toBeNull();
  });

  test('in the middle of a line: what is unfinished is no message, and no forgery', async () => {
    const call = channel.call('echo');
    driver.said.write(sign({ id: 1, result: 'cut off' }).slice(0, -5));
    driver.exit();
    expect(await call.outcome()).toEqual({ ok: null, why: 'ended' });
  });

  test('an event that it sent just before its end is still known', async () => {
    say({ method: 'last' });
    driver.exit();
    expect((await channel.next(() => true, patient))?.name).toBe('last');
  });

  test('patience ends a wait, and the answer may still come', async () => {
    const call = channel.call('slow');
    expect(await call.outcome(0)).toEqual({ ok: null, why: 'patience' });
    expect(await channel.next(() => true, 0)).toBeNull();
    say({ id: 1, result: 'late' });
    expect(await call.outcome()).toEqual({ ok: true, value: 'late' });
  });
});

describe('tampering', () => {
  const forgeries: Readonly<Record<string, () => string>> = {
    'a message under another key': () => sign({ id: 1, result: 'forged' }, [1, 2, 3, 5]),
    'a message without a mac': () => '{"id":1,"result":"forged"}\n',
    'a mac over other words': () => sign({ id: 1, result: 'honest' }).replace('honest', 'forged'),
    'a mac in capitals': () =>
      sign({ id: 1, result: 'forged' }).replace(/^\S+/, (mac) => mac.toUpperCase().replace(/^\d+$/, 'X')),
    'a number that is skipped': () => {
      number++;
      return sign({ id: 1, result: 'forged' });
    },
    'a number in another spelling': () => signBody(`0${number} {"id":1,"result":"forged"}`),
    'an empty line': () => '\n',
    'a line of blanks': () => '   \n',
    'bytes that are no text': () => '\u00ff\u00fe\u0000\n',
    'a flood without an end of line': () => 'x'.repeat(9 * 2 ** 20),
    'many short lines': () => 'x\n'.repeat(100_000),
  };

  test.each(Object.keys(forgeries))('%s ends the process and the scenario, and says so', async (name) => {
    const call = channel.call('echo');
    driver.said.write(Buffer.from(forgeries[name]?.() ?? '', 'latin1'));
    await expect(call.outcome()).rejects.toThrow(Broken);
    await expect(call.outcome()).rejects.toMatchObject({
      part: { saw: expect.stringContaining('a line that the driver did not write') },
    });
    expect(driver.killed).toBe(true);
    expect(() => channel.call('more')).toThrow(Broken);
    await expect(channel.next(() => true, patient)).rejects.toThrow(Broken);
  });

  test('a message played a second time', async () => {
    const line = sign({ method: 'paid' });
    driver.said.write(line + line);
    await expect(channel.next(({ name }) => name === 'never', patient)).rejects.toThrow(Broken);
    expect(channel.events).toHaveLength(1);
  });

  test('honest messages after a forged one count no more', async () => {
    driver.said.write(`forged\n${sign({ method: 'honest' })}`);
    await expect(channel.next(() => true, patient)).rejects.toThrow(Broken);
    expect(channel.events).toEqual([]);
  });

  test('the learner is shown the beginning of a flood, not all of it', async () => {
    driver.said.write('y'.repeat(9 * 2 ** 20));
    const wait = channel.next(() => true, patient);
    await expect(wait).rejects.toMatchObject({ part: { saw: expect.stringMatching(/^.{80,250}$/) } });
  });
});

function say(message: object): void {
  driver.said.write(sign(message));
}

function sign(message: object, withKey = key): string {
  return signBody(`${number++} ${JSON.stringify(message)}`, withKey);
}

function signBody(body: string, withKey = key): string {
  return `${siphash(withKey, body, (text, at) => text.charCodeAt(at))} ${body}\n`;
}

function lines(stream: PassThrough): string[] {
  return String(stream.read()).trimEnd().split('\n');
}
