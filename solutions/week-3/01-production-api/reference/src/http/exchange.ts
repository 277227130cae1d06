import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Problem } from './problem.ts';
import type { Reply } from './reply.ts';

const requestIdPattern = /^[\w.-]{1,64}$/;

/** One request and its response: what the middleware learns about them, and the one place where responses are written. */
export class Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly requestId: string;
  /** The request's target up to the `?`, as it came. */
  readonly path: string;
  /** The rest of it, without the `?`. */
  readonly query: string;
  /** Bytes of the response's body. */
  bytes = 0;
  readonly #maxUnreadBytes: number;
  readonly #controller = new AbortController();

  constructor(req: IncomingMessage, res: ServerResponse, maxUnreadBytes: number) {
    const given = req.headers['x-request-id'];
    const target = req.url ?? '';
    const end = target.indexOf('?');
    this.req = req;
    this.res = res;
    this.requestId = typeof given === 'string' && requestIdPattern.test(given) ? given : randomUUID();
    this.path = end < 0 ? target : target.slice(0, end);
    this.query = end < 0 ? '' : target.slice(end + 1);
    this.#maxUnreadBytes = maxUnreadBytes;
    res.setHeader('X-Request-Id', this.requestId);
  }

  /** Aborts when nobody waits for the answer any more. Goes down to the store, last in every call. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  stop(reason: Error): void {
    this.#controller.abort(reason);
  }

  send({ status, headers = {}, body }: Reply): void {
    const { req, res } = this;
    res.statusCode = status;
    for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
    if (!this.#isReadToItsEnd()) res.setHeader('Connection', 'close');
    if (body === undefined) {
      res.end();
      return;
    }
    const length = Buffer.byteLength(body);
    res.setHeader('Content-Length', length);
    // Node leaves the body out of an answer to HEAD by itself.
    if (req.method !== 'HEAD') this.bytes = length;
    // As text: Node then writes headers and body by one system call.
    res.end(body);
  }

  sendProblem(problem: Problem): void {
    this.send({
      status: problem.status,
      headers: { 'Content-Type': 'application/problem+json', ...problem.headers },
      body: JSON.stringify(problem.toBody(this.path, this.requestId)),
    });
  }

  /**
   * Node reads what is left of a body and throws it away, however long it is, before it takes the next request. That is
   * fine for a body that we would have accepted; for another one the connection is worth less than the reading.
   */
  #isReadToItsEnd(): boolean {
    const { headers, complete } = this.req;
    if (complete) return true;
    if (headers['transfer-encoding'] !== undefined) return false;
    return Number(headers['content-length'] ?? 0) <= this.#maxUnreadBytes;
  }
}
