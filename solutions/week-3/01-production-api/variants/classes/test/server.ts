import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { createApp, createMemoryStore } from '../src/index.ts';

export interface Line {
  readonly level: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

type Parts = Parameters<typeof createApp>[0];

export const start = new Date('2026-03-01T12:00:00.000Z');

/** A service on a port of its own, with a clock that stands still and a log that is kept; closed by `await using`. */
export async function serve(given: { store?: Parts['store']; config?: Partial<Parts['config']> } = {}) {
  const lines: Line[] = [];
  let now = start;
  const server: Server = createApp({
    store: given.store ?? createMemoryStore(),
    logger: collect(lines),
    clock: { now: () => now },
    config: {
      port: 0,
      host: '127.0.0.1',
      requestTimeoutMs: 5000,
      shutdownDelayMs: 0,
      shutdownTimeoutMs: 1000,
      maxBodyBytes: 2_097_152,
      logLevel: 'info',
      ...given.config,
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;

  const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(url + path, {
      method,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    });
  return {
    url,
    port,
    lines,
    send,
    setTime: (time: string) => {
      now = new Date(time);
    },
    /** Creates a task and resolves to what the client needs of it. */
    async add(fields: object = { title: 'Buy milk' }) {
      const response = await send('POST', '/tasks', fields);
      const task = (await response.json()) as {
        id: string;
        title: string;
        due: string | null;
        updatedAt: string;
      };
      return { ...task, path: `/tasks/${task.id}`, etag: response.headers.get('etag') ?? '' };
    },
    async list(query = '') {
      const response = await send('GET', `/tasks${query}`);
      return (await response.json()) as {
        items: { id: string; title: string }[];
        nextCursor: string | null;
      };
    },
    /** A connection to write bytes to. */
    async socket(bytes: string): Promise<Socket> {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      await once(socket, 'connect');
      socket.write(bytes);
      return socket;
    },
    /** The status that the log says. A client that still sends when it is refused may lose its answer to a reset. */
    async loggedStatus(method: string, path: string, body: string, headers: Record<string, string> = {}) {
      const requestId = `logged-${lines.length}`;
      await send(method, path, body, { ...headers, 'x-request-id': requestId }).catch(() => {});
      const fits = (line: Line) => line.msg === 'request' && line.requestId === requestId;
      return (await until(() => lines.find(fits), `the line of ${requestId}`)).status;
    },
    /** The next line of the log, there already or not, that fits. */
    line: (fits: (line: Line) => boolean) =>
      until(() => lines.find(fits), 'a line of the log that never came'),
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Asks again and again, for at most three seconds. */
export async function until<T>(look: () => T | undefined | false, what: string): Promise<T> {
  for (const end = performance.now() + 3000; performance.now() < end; ) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`waited for ${what}`);
}

export async function pointers(response: Response): Promise<string[]> {
  const { errors } = (await response.json()) as { errors: { pointer: string }[] };
  return errors.map(({ pointer }) => pointer).sort();
}

/** A store whose methods wait, or fail, as `meddle` says; it gets the signal that came with the call. */
export function meddled(meddle: (signal: AbortSignal) => Promise<void>): Parts['store'] {
  return new Proxy(createMemoryStore(), {
    get(store, name) {
      const method: unknown = Reflect.get(store, name);
      if (typeof method !== 'function') return method;
      return async (...args: unknown[]) => {
        await meddle(args.at(-1) as AbortSignal);
        return method.apply(store, args);
      };
    },
  });
}

function collect(lines: Line[], bound: object = {}): Parts['logger'] {
  const log = (level: string) => (fields: object, msg: string) => {
    lines.push({ ...bound, ...fields, level, msg });
  };
  return {
    debug: log('debug'),
    info: log('info'),
    warn: log('warn'),
    error: log('error'),
    child: (fields) => collect(lines, { ...bound, ...fields }),
  };
}
