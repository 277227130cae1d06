export type ErrorEntry = { pointer: string; detail: string } | { parameter: string; detail: string };

const kinds = Object.freeze({
  400: 'bad-request',
  404: 'not-found',
  405: 'method-not-allowed',
  408: 'too-slow',
  409: 'conflict',
  412: 'changed-meanwhile',
  413: 'too-large',
  415: 'wrong-media-type',
  422: 'invalid',
  428: 'condition-required',
  429: 'too-many-requests',
  500: 'internal',
  503: 'unavailable',
  504: 'no-answer',
} as const);

export type ErrorStatus = keyof typeof kinds;

export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: ErrorStatus;
  readonly entries: readonly ErrorEntry[];
  readonly headers: Readonly<Record<string, string>>;
  /** Members of the problem besides, or other than, the usual ones. */
  readonly more: object;

  constructor(
    status: ErrorStatus,
    detail: string,
    entries: readonly ErrorEntry[] = [],
    headers: Readonly<Record<string, string>> = {},
    more: object = {},
  ) {
    super(detail);
    this.status = status;
    this.entries = entries;
    this.headers = headers;
    this.more = more;
  }

  problem(requestId: string): object {
    const kind = kinds[this.status];
    return {
      type: `https://tasks.example/problems/${kind}`,
      title: kind.replaceAll('-', ' '),
      status: this.status,
      detail: this.message,
      instance: `urn:request:${requestId}`,
      requestId,
      errors: this.entries,
      ...this.more,
    };
  }
}
