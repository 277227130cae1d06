import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpError } from './http-error.ts';

type Headers = Readonly<Record<string, string>>;

/** A request and its answer. */
export class Exchange {
  readonly #req: IncomingMessage;
  readonly #res: ServerResponse;
  readonly path: string;
  readonly query: URLSearchParams;

  constructor(req: IncomingMessage, res: ServerResponse) {
    const target = req.url ?? '';
    const mark = target.indexOf('?');
    this.#req = req;
    this.#res = res;
    this.path = mark < 0 ? target : target.slice(0, mark);
    this.query = new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1));
  }

  get method(): string {
    return this.#req.method ?? '';
  }

  header(name: string): string | undefined {
    return this.#req.headersDistinct[name]?.join(', ');
  }

  json(status: number, value: unknown, headers: Headers = {}): void {
    this.text(status, JSON.stringify(value), {
      'Content-Type': 'application/json; charset=utf-8',
      ...headers,
    });
  }

  text(status: number, body: string, headers: Headers): void {
    const { complete } = this.#req;
    const hasBody = ['content-length', 'transfer-encoding'].some(
      (name) => (this.header(name) ?? '0') !== '0',
    );
    this.#res.writeHead(status, {
      ...headers,
      'Content-Length': Buffer.byteLength(body),
      // A body that is still on its way is not worth waiting for.
      ...(!complete && hasBody && { Connection: 'close' }),
    });
    this.#res.end(body);
  }

  nothing(): void {
    this.#res.writeHead(204).end();
  }

  fail(error: HttpError): void {
    if (this.#res.headersSent) this.#res.destroy();
    else this.json(error.status, error, { ...error.headers, 'Content-Type': 'application/problem+json' });
  }

  async body(limit: number): Promise<unknown> {
    const tooLarge = new HttpError(413, `more than ${limit} bytes`);
    if (Number(this.header('content-length') ?? 0) > limit) throw tooLarge;
    this.#checkType();
    const bytes = await this.#collect(limit, tooLarge);
    try {
      return JSON.parse(new TextDecoder('utf8', { fatal: true }).decode(bytes));
    } catch {
      throw new HttpError(400, 'the body is no JSON in UTF-8');
    }
  }

  #checkType(): void {
    const [type = '', ...parameters] = (this.header('content-type') ?? '')
      .split(';')
      .map((part) => part.trim());
    const charset = parameters.find((parameter) => /^charset=/i.test(parameter))?.slice('charset='.length);
    const isCoded = !/^(identity)?$/i.test((this.header('content-encoding') ?? '').trim());
    if (type.toLowerCase() !== 'application/json' || isCoded || !/^("?)utf-?8\1$/i.test(charset ?? 'utf-8')) {
      throw new HttpError(415, 'send application/json in UTF-8, not encoded');
    }
  }

  #collect(limit: number, tooLarge: HttpError): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let size = 0;
    return new Promise((resolve, reject) => {
      this.#req
        .on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size <= limit) chunks.push(chunk);
          else this.#req.pause();
          if (size > limit) reject(tooLarge);
        })
        .on('end', () => resolve(Buffer.concat(chunks)));
    });
  }
}
