import { STATUS_CODES } from 'node:http';

/** An answer from 400 on. What it says is meant for the client. */
export class Problem extends Error {
  readonly status: number;
  readonly errors: readonly object[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    detail: string,
    {
      errors = [],
      headers = {},
    }: { errors?: readonly object[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(detail);
    this.status = status;
    this.errors = errors;
    this.headers = headers;
  }
}

export function bodyOfProblem({ status, message, errors }: Problem, requestId: string): string {
  return JSON.stringify({
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Problem',
    status,
    detail: message,
    instance: `urn:request:${requestId}`,
    requestId,
    ...(errors.length === 0 ? {} : { errors }),
  });
}
