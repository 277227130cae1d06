export type ErrorEntry =
  | { readonly pointer: string; readonly detail: string }
  | { readonly parameter: string; readonly detail: string };

const titles = Object.freeze({
  400: 'Bad request',
  404: 'Not found',
  405: 'Not here',
  409: 'Too late',
  413: 'Too large',
  415: 'Wrong media type',
  422: 'Not valid',
  500: 'Internal error',
  503: 'Not now',
} as const);

export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: keyof typeof titles;
  readonly entries: readonly ErrorEntry[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: keyof typeof titles,
    detail: string,
    entries: readonly ErrorEntry[] = [],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.status = status;
    this.entries = entries;
    this.headers = headers;
  }

  toJSON(): object {
    return {
      type: `https://queue.example/problems/${this.status}`,
      title: titles[this.status],
      status: this.status,
      detail: this.message,
      errors: this.entries,
    };
  }
}
