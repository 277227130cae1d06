import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../domain/logger.ts';
import { Patience } from '../domain/patience.ts';
import { HttpError } from './http-error.ts';

/** One request, and all that is known about it. */
export class Call {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly id: string;
  readonly log: Logger;
  /** For Redis, whatever it is asked for this request. */
  readonly patience = new Patience();
  readonly #aborter = new AbortController();
  readonly #aborted = Promise.withResolvers<never>();
  #bytes = 0;

  constructor(req: IncomingMessage, res: ServerResponse, logger: Logger) {
    const given = String(req.headers['x-request-id'] ?? '');
    this.req = req;
    this.res = res;
    this.id = /^[A-Za-z0-9_.-]{1,64}$/.test(given) ? given : randomUUID().replaceAll('-', '');
    this.#aborted.promise.catch(() => {});
    this.log = logger.child({ requestId: this.id });
  }

  get path(): string {
    return (this.req.url ?? '').split('?', 1)[0] ?? '';
  }

  get bytes(): number {
    return this.#bytes;
  }

  get signal(): AbortSignal {
    return this.#aborter.signal;
  }

  /** Rejects when the signal aborts. */
  get aborted(): Promise<never> {
    return this.#aborted.promise;
  }

  abort(reason: Error): void {
    this.#aborter.abort(reason);
    this.#aborted.reject(reason);
  }

  answer(status: number, headers: Readonly<Record<string, string | number>> = {}, body?: string): void {
    const { req, res } = this;
    if (this.signal.aborted && !(status in { 408: 1, 504: 1 })) return;
    const bytes = body === undefined ? undefined : Buffer.byteLength(body);
    const all: Record<string, string | number> = { ...headers, 'X-Request-Id': this.id };
    if (bytes !== undefined) all['Content-Length'] = bytes;
    // A body that is still on its way is not worth waiting for.
    if (!req.complete && (req.headers['content-length'] ?? '0') !== '0') all.Connection = 'close';
    if (!req.complete && req.headers['transfer-encoding'] !== undefined) all.Connection = 'close';
    res.writeHead(status, all);
    if (req.method === 'HEAD' || bytes === undefined) {
      res.end();
    } else {
      this.#bytes = bytes;
      res.end(body);
    }
  }

  json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): void {
    this.answer(
      status,
      { 'Content-Type': 'application/json; charset=utf-8', ...headers },
      `${JSON.stringify(value)}\n`,
    );
  }

  fail(error: HttpError): void {
    const headers = { 'Content-Type': 'application/problem+json; charset=utf-8', ...error.headers };
    this.answer(error.status, headers, JSON.stringify(error.problem(this.id), undefined, 2));
  }

  /** The JSON of the body, read chunk by chunk up to the limit. */
  async body(types: readonly string[], limit: number): Promise<unknown> {
    const { headers } = this.req;
    const tooLarge = new HttpError(413, `more than ${limit} bytes`, [], { Connection: 'close' });
    if (Number(headers['content-length'] ?? 0) > limit) throw tooLarge;
    this.#checkType(types);
    const bytes = await this.#collect(limit, tooLarge);
    let text: string;
    try {
      text = new TextDecoder('utf8', { fatal: true, ignoreBOM: false }).decode(bytes);
      return JSON.parse(text);
    } catch {
      throw new HttpError(400, 'the body is no JSON in UTF-8');
    }
  }

  #checkType(types: readonly string[]): void {
    const { headers } = this.req;
    const [type = '', ...parameters] = (headers['content-type'] ?? '').split(';').map((part) => part.trim());
    const charset = parameters.find((parameter) => /^charset=/i.test(parameter))?.slice(8);
    const known = charset === undefined || /^("?)utf-?8\1$/i.test(charset);
    const coded = !/^(identity)?$/i.test((headers['content-encoding'] ?? '').trim());
    if (!types.includes(type.toLowerCase()) || !known || coded) {
      throw new HttpError(415, `send ${types.join(' or ')}, in UTF-8, not encoded`);
    }
  }

  #collect(limit: number, tooLarge: HttpError): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let size = 0;
    return new Promise((resolve, reject) => {
      this.req
        .on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > limit) reject(tooLarge);
          else chunks.push(chunk);
          // What comes after that is not kept, and soon not read either.
          if (size > limit + 65_536) this.req.pause();
        })
        .on('end', () => resolve(Buffer.concat(chunks)));
    });
  }
}
