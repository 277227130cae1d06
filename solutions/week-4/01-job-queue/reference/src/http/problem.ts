import { STATUS_CODES } from 'node:http';
import type { Fault } from '../domain/fault.ts';

export type ProblemError = Fault | { readonly parameter: string; readonly detail: string };

/** What a client is told. Anything else that is thrown is a surprise, and a 500 without a word about it. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly errors: readonly ProblemError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    detail: string,
    more: {
      readonly errors?: readonly ProblemError[];
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(detail);
    this.status = status;
    this.errors = more.errors;
    this.headers = more.headers ?? {};
  }

  /** RFC 9457. */
  toBody(): object {
    return {
      type: 'about:blank',
      title: STATUS_CODES[this.status] ?? 'Error',
      status: this.status,
      detail: this.message,
      ...(this.errors === undefined ? {} : { errors: this.errors }),
    };
  }
}

export function notFound(): Problem {
  return new Problem(404, 'There is nothing here.');
}
