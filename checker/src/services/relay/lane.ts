import type { BoxSocket } from '../../box/box-socket.ts';

/** What stands in the way of one direction. */
export interface LaneFaults {
  readonly held: boolean;
  readonly delayMs: number;
  readonly bytesPerSecond: number | null;
}

/** One direction of a connection: bytes leave in the order in which they came, unchanged. */
export interface Lane {
  pass(chunk: Buffer): void;
  /** The sender will send no more: told to the receiver after all that it sent. */
  end(): void;
  /** The sender's connection broke: so does the receiver's, after all that was sent. */
  reset(): void;
  set(faults: LaneFaults): void;
  /** After so many more bytes `onDropped` is called and nothing passes any more; null lifts it. */
  dropAfter(bytes: number | null): void;
  /** Bytes that came and have not left. */
  kept(): number;
  discard(): void;
}

/** More than this is not read ahead of what may leave: then the sender feels it. */
const mostKept = 1024 * 1024;
/** A throttled lane sends what this many milliseconds allow at once. */
const burstMs = 50;

type Entry = { readonly what: 'bytes'; chunk: Buffer; readonly at: number } | Ending;
interface Ending {
  readonly what: 'end' | 'reset';
  readonly at: number;
}

/**
 * Without faults a chunk is written through as it comes and nothing is kept here. With one, what comes waits in a queue, and
 * what cannot leave yet holds up all that came after it.
 */
export function createLane(options: {
  readonly from: BoxSocket;
  readonly to: BoxSocket;
  readonly now: () => number;
  readonly resetReceiver: () => void;
  readonly onDropped: () => void;
}): Lane {
  const { from, to, now } = options;
  const queue: Entry[] = [];
  let faults: LaneFaults = { held: false, delayMs: 0, bytesPerSecond: null };
  let free = true;
  let keptBytes = 0;
  let left: number | null = null;
  let over = false;
  let full = false;
  let paused = false;
  let timer: NodeJS.Timeout | undefined;
  let allowance = 0;
  let allowedAt = 0;

  const regulate = () => {
    const pause = full || keptBytes >= mostKept;
    if (pause === paused) return;
    paused = pause;
    if (pause) from.pause();
    else from.resume();
  };
  const drained = () => {
    full = false;
    pump();
    regulate();
  };
  const write = (chunk: Buffer) => {
    if (left !== null) {
      if (chunk.length >= left) return writeLast(chunk.subarray(0, left));
      left -= chunk.length;
    }
    if (to.write(chunk) || full) return;
    full = true;
    to.once('drain', drained);
    regulate();
  };
  // The reset would overtake bytes that the system has not been handed.
  const writeLast = (chunk: Buffer) => {
    discard();
    if (chunk.length === 0) options.onDropped();
    else to.write(chunk, options.onDropped);
  };
  const finish = ({ what }: Ending) => {
    over = true;
    if (what === 'end') to.end();
    else options.resetReceiver();
  };

  /** Milliseconds until the entry may leave, or how much of it may leave now. */
  const allow = (entry: Entry): { wait: number } | { bytes: number } => {
    const wait = entry.at + faults.delayMs - now();
    if (wait > 0) return { wait };
    if (entry.what !== 'bytes' || faults.bytesPerSecond === null) return { bytes: Number.POSITIVE_INFINITY };
    const rate = faults.bytesPerSecond / 1000;
    const burst = Math.max(1, Math.floor(rate * burstMs));
    const at = now();
    allowance = Math.min(burst, allowance + (at - allowedAt) * rate);
    allowedAt = at;
    const wanted = Math.min(entry.chunk.length, burst);
    if (allowance < wanted) return { wait: (wanted - allowance) / rate };
    allowance -= wanted;
    return { bytes: wanted };
  };
  const pump = () => {
    clearTimeout(timer);
    timer = undefined;
    while (!over && !faults.held) {
      const entry = queue[0];
      // A reset waits for no receiver to make room.
      if (entry === undefined || (full && entry.what !== 'reset')) break;
      const allowed = allow(entry);
      if ('wait' in allowed) {
        timer = setTimeout(pump, Math.ceil(allowed.wait));
        break;
      }
      if (entry.what !== 'bytes') {
        queue.shift();
        finish(entry);
        break;
      }
      const chunk = entry.chunk.subarray(0, allowed.bytes);
      if (chunk.length === entry.chunk.length) queue.shift();
      else entry.chunk = entry.chunk.subarray(chunk.length);
      keptBytes -= chunk.length;
      write(chunk);
    }
    regulate();
  };
  const enqueue = (entry: Entry) => {
    if (over) return;
    queue.push(entry);
    if (entry.what === 'bytes') keptBytes += entry.chunk.length;
    if (queue.length === 1) pump();
    else regulate();
  };
  const discard = () => {
    over = true;
    clearTimeout(timer);
    queue.length = 0;
    keptBytes = 0;
    to.removeListener('drain', drained);
  };
  return {
    pass(chunk) {
      if (free && queue.length === 0 && !over) write(chunk);
      else enqueue({ what: 'bytes', chunk, at: now() });
    },
    end: () => enqueue({ what: 'end', at: now() }),
    reset: () => enqueue({ what: 'reset', at: now() }),
    set(next) {
      if (next.bytesPerSecond !== faults.bytesPerSecond) allowedAt = now();
      faults = next;
      free = !next.held && next.delayMs === 0 && next.bytesPerSecond === null;
      pump();
    },
    dropAfter(bytes) {
      left = bytes;
    },
    kept: () => keptBytes,
    discard,
  };
}
