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
    more: { errors?: readonly ProblemError[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(detail);
    this.status = status;
    this.errors = more.errors;
    this.headers = more.headers ?? {};
  }

  /** RFC 9457. The title of `about:blank` is the status's own. */
  toBody(instance: string, requestId: string): object {
    return {
      type: 'about:blank',
      title: STATUS_CODES[this.status] ?? 'Error',
      status: this.status,
      detail: this.message,
      instance: uriReference(instance),
      requestId,
      ...(this.errors === undefined ? {} : { errors: this.errors }),
    };
  }
}

/** A path may come with characters that no URI has, such as `{` or a `%` alone (RFC 3986, 2). */
function uriReference(path: string): string {
  return path.replace(
    /%(?![0-9a-f]{2})|[^\w.~!$&'()*+,;=:@/%-]/gi,
    (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

export function unprocessable(faults: readonly Fault[]): Problem {
  const count = faults.length === 1 ? 'a rule' : `${faults.length} rules`;
  return new Problem(422, `The body breaks ${count}.`, { errors: faults });
}

export function noSuchTask(): Problem {
  return new Problem(404, 'There is no such task.');
}
