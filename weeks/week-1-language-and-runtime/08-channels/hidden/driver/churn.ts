import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Channel, Seam } from './seam.ts';

export interface Churned {
  /** Calls that have not settled. */
  readonly waiting: number;
  /** Listeners for `abort` that are left on the signals of the calls. */
  readonly listeners: number;
  /** Values that nobody needs any more, and are still held. */
  readonly values: number;
  /** Promises of settled calls that are still held. */
  readonly promises: number;
}

/** Taken before the learner's module is loaded. */
const Reference = WeakRef;
const deref = Function.prototype.call.bind(WeakRef.prototype.deref) as (of: WeakRef<object>) => unknown;

interface Round {
  readonly seam: Seam;
  /** Nothing ever comes here. */
  readonly idle: Channel;
  readonly busy: Channel;
  readonly roomy: Channel;
  /** Lives as long as the churn, and never aborts. */
  readonly signal: AbortSignal;
  /** A value of its own, which is looked for at the end. */
  value(): object;
  /** A call, whose promise is looked for at the end. */
  call(promise: Promise<unknown>): void;
  /** A signal for one call. */
  own(): AbortController;
}

const endings = {
  'a receive that waited and got a value': ({ busy, signal, value, call }: Round) => {
    call(busy.receive(signal));
    call(busy.send(value(), signal));
  },
  'a send that waited for a receiver': ({ busy, signal, value, call }: Round) => {
    call(busy.send(value(), signal));
    call(busy.receive(signal));
  },
  'a send into the buffer': ({ roomy, signal, value, call }: Round) => {
    call(roomy.send(value(), signal));
    call(roomy.receive(signal));
  },
  'a receive that waited when the channel closed': ({ seam, signal, call }: Round) => {
    const channel = new seam.Channel(0);
    call(channel.receive(signal));
    channel.close();
  },
  'a send that waited when the channel closed': ({ seam, signal, value, call }: Round) => {
    const channel = new seam.Channel(0);
    call(channel.send(value(), signal));
    channel.close();
  },
  'a receive that was aborted': ({ idle, call, own }: Round) => {
    const controller = own();
    call(idle.receive(controller.signal));
    controller.abort(new Error('enough'));
  },
  'a send that was aborted': ({ idle, value, call, own }: Round) => {
    const controller = own();
    call(idle.send(value(), controller.signal));
    controller.abort(new Error('enough'));
  },
  'a select over two receives, one of which got a value': ({ seam, idle, busy, signal, value, call }) => {
    call(seam.select([{ receive: idle }, { receive: busy }], signal));
    call(busy.send(value(), signal));
  },
  'a select over a send and a receive, of which the receive got a value': (round: Round) => {
    const { seam, idle, busy, signal, value, call } = round;
    call(seam.select([{ send: idle, value: value() }, { receive: busy }], signal));
    call(busy.send(value(), signal));
  },
  'a select that was aborted': ({ seam, idle, busy, value, call, own }: Round) => {
    const controller = own();
    call(seam.select([{ receive: busy }, { send: idle, value: value() }], controller.signal));
    controller.abort(new Error('enough'));
  },
} satisfies Readonly<Record<string, (round: Round) => void>>;

/**
 * Makes calls that end in every way there is, round after round, and counts what each way leaves. The garbage is collected
 * once, after all: that is what takes the time.
 */
export async function churn(seam: Seam, rounds: number): Promise<Readonly<Record<string, Churned>>> {
  const churns = Object.entries(endings).map(([ending, round]) => ({ ending, round, ...prepare(seam) }));
  for (const { round, given, look } of churns) {
    for (let count = 0; count < rounds; count++) {
      round(given);
      await new Promise((resolve) => setImmediate(resolve));
      look();
    }
  }
  await collectGarbage();
  // Reads through `given`: channels and signals have to outlive the collection, or they take along what they hold.
  return Object.fromEntries(churns.map(({ ending, count }) => [ending, count()]));
}

function prepare(seam: Seam): { readonly given: Round; look(): void; count(): Churned } {
  const values: WeakRef<object>[] = [];
  const promises: WeakRef<object>[] = [];
  let own = new AbortController();
  let [waiting, listeners] = [0, 0];
  const given: Round = {
    seam,
    idle: new seam.Channel(0),
    busy: new seam.Channel(0),
    roomy: new seam.Channel(1),
    signal: new AbortController().signal,
    value() {
      const value = {};
      values.push(new Reference(value));
      return value;
    },
    call(promise) {
      const settled = () => void waiting--;
      waiting += 1;
      promises.push(new Reference(promise));
      promise.then(settled, settled);
    },
    own() {
      own = new AbortController();
      return own;
    },
  };
  return {
    given,
    look() {
      listeners += getEventListeners(own.signal, 'abort').length;
    },
    count: () => ({
      waiting,
      listeners: listeners + getEventListeners(given.signal, 'abort').length,
      values: held(values),
      promises: held(promises),
    }),
  };
}

function held(references: readonly WeakRef<object>[]): number {
  return references.filter((reference) => deref(reference) !== undefined).length;
}

async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let round = 0; round < 2; round++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
