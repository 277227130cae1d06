import type { BoxProcess } from '../src/box/box.ts';
import { siphash } from './driver/siphash.ts';
import { broken } from './expect.ts';
import type { DriverEvent, Outcome, PendingCall } from './fixtures.ts';
import type { Scenario } from './scenario.ts';
import { showValue } from './words.ts';

/** The judge's side of the driver link: calls and their outcomes, events in order, and the check of every line's mac. */
export interface DriverChannel {
  hello(message: unknown): void;
  call(method: string, params?: unknown): PendingCall;
  /** The first event, past or coming, that satisfies the test; each event is handed out once for a test. */
  next(test: (event: DriverEvent) => boolean, patienceMs: number): Promise<DriverEvent | null>;
  readonly events: readonly DriverEvent[];
}

/** A line longer than this is not a message: the process is flooding the link. */
const longestLine = 8 * 2 ** 20;

export function openDriverChannel(options: {
  readonly child: BoxProcess;
  readonly key: readonly number[];
  readonly scenario: Scenario;
  readonly patienceMs: number;
}): DriverChannel {
  const { child, scenario } = options;
  const [toDriver, fromDriver, toGates] = child.pipes;
  if (toDriver === undefined || fromDriver === undefined || toGates === undefined) {
    throw new Error('the driver was started without its pipes');
  }
  const events: DriverEvent[] = [];
  const consumed = new Set<DriverEvent>();
  const pending = new Map<number, (outcome: Outcome) => void>();
  const watchers = new Set<() => void>();
  let ended = false;
  let tampering: string | null = null;
  let heard = 0;
  let calls = 0;
  let text = '';

  const wake = () => {
    for (const watcher of [...watchers]) watcher();
  };
  const end = () => {
    ended = true;
    for (const settle of [...pending.values()]) settle({ ok: null, why: 'ended' });
    wake();
  };
  const take = (line: string) => {
    const message = verify(line, heard++, options.key);
    if (message === null) {
      tampering ??= line;
      child.kill();
      end();
      return;
    }
    if (message.id !== undefined) {
      pending.get(message.id)?.(outcomeOf(message));
      return;
    }
    if (message.method === undefined) return;
    events.push({ name: message.method, data: message.params ?? null, atMs: scenario.now() });
    wake();
  };
  fromDriver.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) if (tampering === null) take(line);
    if (text.length > longestLine && tampering === null) take(text);
  });
  fromDriver.on('close', end);
  void child.exited.then(end);

  const checkLink = () => {
    if (tampering === null) return;
    broken({
      expected: 'only messages of the driver on its link to the judge',
      saw: `a line that the driver did not write: ${showValue(tampering.slice(0, 120))}`,
      look: 'File descriptors 3 and up belong to the judge. What in your module writes to a descriptor it did not open?',
    });
  };
  return {
    hello: (message) => void toDriver.write(`${JSON.stringify(message)}\n`),
    call(method, params) {
      checkLink();
      const id = ++calls;
      const { promise, resolve } = Promise.withResolvers<Outcome>();
      let settled = false;
      pending.set(id, (outcome) => {
        settled = true;
        pending.delete(id);
        resolve(outcome);
      });
      if (ended) pending.get(id)?.({ ok: null, why: 'ended' });
      toDriver.write(`${ascii({ jsonrpc: '2.0', id, method, params })}\n`);
      // A thread that is blocked in a gate reads this pipe alone.
      if (method === 'gate.open') toGates.write(`${ascii(params)}\n`);
      return {
        get settled() {
          return settled;
        },
        async outcome(patienceMs = options.patienceMs) {
          const outcome = await within(promise, patienceMs);
          checkLink();
          return outcome ?? { ok: null, why: 'patience' };
        },
      };
    },
    async next(test, patienceMs) {
      const { promise, resolve } = Promise.withResolvers<DriverEvent | null>();
      const look = () => {
        const event = events.find((each) => !consumed.has(each) && test(each));
        if (event !== undefined) {
          consumed.add(event);
          resolve(event);
        } else if (ended) resolve(null);
        else return;
        watchers.delete(look);
      };
      watchers.add(look);
      look();
      const event = await within(promise, patienceMs);
      watchers.delete(look);
      checkLink();
      return event;
    },
    events,
  };
}

/** What the learner's code threw, as far as it can be read. */
interface Thrown {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
}

/** JSON-RPC 2.0: a response has an id, a notification has a method. */
interface DriverMessage {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: Thrown };
  readonly method?: string;
  readonly params?: unknown;
}

/** The message of a line `<mac> <number> <JSON>`, or null when it is not the driver's next one. */
function verify(line: string, expectedNumber: number, key: readonly number[]): DriverMessage | null {
  const [mac, number] = line.split(' ', 2);
  if (mac === undefined || number !== String(expectedNumber)) return null;
  const body = line.slice(mac.length + 1);
  if (siphash(key, body, (text, at) => text.charCodeAt(at)) !== mac) return null;
  return JSON.parse(body.slice(number.length + 1)) as DriverMessage;
}

function outcomeOf(message: DriverMessage): Outcome {
  const { error, result } = message;
  if (error === undefined) return { ok: true, value: result ?? null };
  // Without data it is the driver's own word: it has no such method.
  return { ok: false, error: error.data ?? { name: 'MethodNotFound', message: error.message } };
}

/** ASCII JSON: the driver reads bytes, not UTF-8. */
function ascii(value: unknown): string {
  return JSON.stringify(value ?? null).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

async function within<T>(promise: Promise<T>, ms: number): Promise<T | null> {
  const { promise: over, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(resolve, ms, null);
  try {
    return await Promise.race([promise, over]);
  } finally {
    clearTimeout(timer);
  }
}
