import { CheckerError } from '../../errors.ts';

/** What a relay, or one connection of it, does to the bytes that it passes on. */
export interface Faults {
  /** Nothing passes in either direction; what comes is kept. */
  readonly hung: boolean;
  /** Requests pass, replies are kept. */
  readonly repliesHeld: boolean;
  readonly requestsDelayMs: number;
  readonly repliesDelayMs: number;
  /** Of each direction of each connection. */
  readonly bytesPerSecond: number | null;
}

export const noFaults: Faults = {
  hung: false,
  repliesHeld: false,
  requestsDelayMs: 0,
  repliesDelayMs: 0,
  bytesPerSecond: null,
};

/** What stands in the way where both the relay and the connection have faults: the worse of the two. */
export function combine(all: Faults, own: Faults): Faults {
  const rates = [all.bytesPerSecond, own.bytesPerSecond].filter((rate) => rate !== null);
  return {
    hung: all.hung || own.hung,
    repliesHeld: all.repliesHeld || own.repliesHeld,
    requestsDelayMs: Math.max(all.requestsDelayMs, own.requestsDelayMs),
    repliesDelayMs: Math.max(all.repliesDelayMs, own.repliesDelayMs),
    bytesPerSecond: rates.length === 0 ? null : Math.min(...rates),
  };
}

export interface DelayOptions {
  readonly of?: 'both' | 'requests' | 'replies';
}

/** The verbs that a relay and each of its connections know. Those that last go on until `restore()`. */
export interface FaultVerbs {
  /** Both ends get a reset, now. Later connections are let in. */
  cut(): void;
  /** Like a network that lost its way: nothing passes in either direction. What was sent meanwhile flows afterwards. */
  hang(): void;
  /** Requests pass; the server's answers wait. */
  holdReplies(): void;
  /** Ends `holdReplies` and leaves other faults as they are. */
  releaseReplies(): void;
  /** Bytes leave this long after they came, in their order. */
  delay(ms: number, options?: DelayOptions): void;
  /** At most so many bytes a second in each direction of a connection. */
  throttle(bytesPerSecond: number): void;
  /** After so many more bytes from the server both ends get a reset, in the middle of a message if need be. */
  dropAfter(bytes: number): void;
}

export function delayed(faults: Faults, ms: number, { of = 'both' }: DelayOptions = {}): Faults {
  expectNumber('delay', ms, 0);
  return {
    ...faults,
    requestsDelayMs: of === 'replies' ? faults.requestsDelayMs : ms,
    repliesDelayMs: of === 'requests' ? faults.repliesDelayMs : ms,
  };
}

export function throttled(faults: Faults, bytesPerSecond: number): Faults {
  expectNumber('throttle', bytesPerSecond, 1);
  return { ...faults, bytesPerSecond };
}

export function expectNumber(verb: string, value: number, least: number): void {
  if (Number.isFinite(value) && value >= least) return;
  throw new CheckerError('JUDGE_BROKEN', `${verb}() of a relay takes a number from ${least}, got ${value}`, {
    hint: 'Authors: put the hidden test right.',
  });
}
