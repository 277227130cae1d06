import type { Server } from 'node:http';
import type { Logger, Seam } from './seam.ts';

/** An error as data: its message, and what it hangs on. `circle` is the outermost error again. */
export interface Failure {
  readonly message: string;
  readonly cause?: Failure | 'circle';
  readonly errors?: readonly Failure[];
}

export interface FailedLine {
  readonly level: string;
  /** The text of everything under `err`, or null where it cannot be told. */
  readonly err: string | null;
  /** The logger was given the error itself, and not what it says. */
  readonly raw: boolean;
}

/** An app of the learner's on a store whose every method throws. */
export function createFailing(seam: Seam): {
  readonly server: Server;
  rule(failure: Failure): void;
  take(): FailedLine[];
} {
  let failure: Failure = { message: 'not told yet' };
  let lines: FailedLine[] = [];
  const store = new Proxy(seam.createMemoryStore(), {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return async () => {
        throw makeError(failure);
      };
    },
  });
  const create = (inherited: object): Logger => {
    const at = (level: string) => (fields: object) => {
      const { err } = { ...inherited, ...fields } as { readonly err?: unknown };
      if (err !== undefined) lines.push({ level, err: textOf(err), raw: err instanceof Error });
    };
    return {
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      child: (fields) => create({ ...inherited, ...fields }),
    };
  };
  const server = seam.createApp({ store, logger: create({}), clock: { now: () => new Date() }, config });
  return {
    server,
    rule(next) {
      failure = next;
    },
    take() {
      const taken = lines;
      lines = [];
      return taken;
    },
  };
}

const config = {
  port: 0,
  host: '127.0.0.1',
  requestTimeoutMs: 5000,
  shutdownDelayMs: 0,
  shutdownTimeoutMs: 1000,
  maxBodyBytes: 2_097_152,
  logLevel: 'debug',
} as const;

function makeError(failure: Failure, outermost?: Error): Error {
  const { message, cause, errors } = failure;
  const error = errors === undefined ? new Error(message) : new AggregateError([], message);
  const top = outermost ?? error;
  if (errors !== undefined) Object.assign(error, { errors: errors.map((part) => makeError(part, top)) });
  if (cause !== undefined)
    Object.defineProperty(error, 'cause', {
      value: cause === 'circle' ? top : makeError(cause, top),
      configurable: true,
      writable: true,
    });
  return error;
}

/** What a line of JSON would say, where an error says its message and what it hangs on. */
function textOf(err: unknown): string | null {
  const path: unknown[] = [];
  const plain = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (path.includes(value) || path.length > 40) return '[again]';
    path.push(value);
    try {
      if (Array.isArray(value)) return value.map(plain);
      const entries = Object.entries(value).map(([name, member]) => [name, plain(member)]);
      if (!(value instanceof Error)) return Object.fromEntries(entries);
      const { message, cause, errors } = value as Error & { readonly errors?: unknown };
      return { ...Object.fromEntries(entries), message, cause: plain(cause), errors: plain(errors) };
    } finally {
      path.pop();
    }
  };
  try {
    return JSON.stringify(plain(err)) ?? null;
  } catch {
    return null;
  }
}
