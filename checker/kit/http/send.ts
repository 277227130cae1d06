import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import type { BoxSocket } from '../../src/box/box-socket.ts';
import type { NoReply, Reply, RequestOptions } from './http-client.ts';

/** Sends requests over kept connections, and tells what came back in one of two shapes. */
export interface Sender extends AsyncDisposable {
  send(request: SentRequest): Promise<Reply | NoReply>;
}

export interface SentRequest extends RequestOptions {
  readonly method: string;
  readonly target: string;
  readonly patienceMs: number;
  readonly longestBodyBytes: number;
  /** The scenario's own: past it nothing is sent any more. */
  readonly deadline: AbortSignal;
  /** Milliseconds since the scenario began. */
  readonly now: () => number;
}

const connectMs = 5000;
/** Below Node's own 5 s, so that a connection is not used in the moment that the server closes it. */
const keepAliveMs = 3000;

export async function openSender(origin: string, connect: () => Promise<BoxSocket>): Promise<Sender> {
  // Imported on first use: exercises without a server do not pay for it.
  const { Pool } = await import('undici');
  const pool = new Pool(origin, {
    connections: null,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: keepAliveMs,
    connect: (_, done) => {
      within(connectMs, connect()).then(
        (socket) => done(null, socket as Socket),
        (error: Error) => done(error, null),
      );
    },
  });

  const once = async (request: SentRequest, signal: AbortSignal): Promise<Omit<Reply, TimeKeys>> => {
    const { method, target, longestBodyBytes } = request;
    const { statusCode, headers, body } = await pool.request({
      path: target,
      method,
      headers: headersOf(request),
      body: bodyOf(request),
      signal,
    });
    const bytes = await readAll(body, longestBodyBytes);
    const text = bytes.toString('utf8');
    return {
      kind: 'reply',
      method,
      target,
      status: statusCode,
      headers: joined(headers),
      bytes,
      text,
      json: parsed(text),
    };
  };

  return {
    async send(request) {
      const { method, target, patienceMs, deadline, now } = request;
      const patience = AbortSignal.timeout(patienceMs);
      const leaving = request.signal === undefined ? [] : [request.signal];
      const signal = AbortSignal.any([patience, deadline, ...leaving]);
      const sentAtMs = now();
      try {
        const reply = await once(request, signal).catch((error: unknown) => {
          // As every client does (RFC 9110, 9.2.2): a kept connection may be closed just as it is used again.
          if (!wasKept(error) || isStream(request.body) || signal.aborted) throw error;
          return once(request, signal);
        });
        return { ...reply, sentAtMs, cameAtMs: now() };
      } catch (error) {
        const why = whyNot(error, { patience, left: request.signal });
        if (why === null) throw error;
        const told = tell(why, request, error);
        return { kind: 'none', method, target, why, told, sentAtMs, cameAtMs: now() };
      }
    },
    async [Symbol.asyncDispose]() {
      await pool.destroy();
    },
  };
}

async function within(ms: number, connecting: Promise<BoxSocket>): Promise<BoxSocket> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(Object.assign(new Error('nothing accepts'), { code: 'ETIMEDOUT' }));
    connecting.then(
      (socket) => socket.destroy(),
      () => {},
    );
  }, ms);
  try {
    return await Promise.race([connecting, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

type TimeKeys = 'sentAtMs' | 'cameAtMs';

function headersOf({ headers, json }: RequestOptions): Record<string, string | string[]> {
  const given = Object.entries(headers ?? {}).map(([name, value]): [string, string | string[]] => [
    name.toLowerCase(),
    typeof value === 'string' ? value : [...value],
  ]);
  return {
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    ...Object.fromEntries(given),
  };
}

function bodyOf({ body, json }: RequestOptions) {
  if (json !== undefined) return JSON.stringify(json);
  if (body === undefined || typeof body === 'string') return body ?? null;
  return isStream(body) ? Readable.from(body, { objectMode: false }) : Buffer.from(body);
}

function isStream(body: RequestOptions['body']): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && Symbol.asyncIterator in body;
}

class TooLong extends Error {}

async function readAll(body: AsyncIterable<Buffer>, longest: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > longest) throw new TooLong();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

function joined(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Closed without a byte of an answer, on a connection that had answered before. */
function wasKept(error: unknown): boolean {
  const { code, socket } = error as { code?: string; socket?: { bytesRead?: number } | null };
  return (
    (code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE') && (socket?.bytesRead ?? 0) > 0
  );
}

function whyNot(
  error: unknown,
  { patience, left }: { readonly patience: AbortSignal; readonly left: AbortSignal | undefined },
): NoReply['why'] | null {
  if (error instanceof TooLong) return 'too-long';
  if (left?.aborted === true) return 'left';
  if (patience.aborted) return 'patience';
  const { code = '', name = '' } = error as { code?: string; name?: string };
  if (code === 'ECONNREFUSED' || code === 'ETIMEDOUT') return 'refused';
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'reset';
  if (code === 'UND_ERR_SOCKET') return 'closed';
  if (name === 'HTTPParserError' || code.startsWith('HPE_') || /MISMATCH|OVERFLOW/.test(code))
    return 'malformed';
  return null;
}

function tell(why: NoReply['why'], { patienceMs, longestBodyBytes }: SentRequest, error: unknown): string {
  switch (why) {
    case 'refused':
      return 'nothing accepts a connection there';
    case 'reset':
      return 'the connection was reset';
    case 'closed':
      return 'the connection was closed before the answer was complete';
    case 'malformed':
      return `what came back is no HTTP response: ${(error as Error).message}`;
    case 'patience':
      return `no complete answer within ${patienceMs / 1000} s`;
    case 'left':
      return 'the client left before the answer was complete';
    case 'too-long':
      return `the answer went on past ${longestBodyBytes / 2 ** 20} MiB`;
    default:
      return why satisfies never;
  }
}
