import { STATUS_CODES } from 'node:http';
import type { Fault } from '../domain/fault.ts';

export type ProblemError = Fault | { readonly parameter: string; readonly detail: string };

interface Kind {
  /** A URI that says what kind of problem it is; `about:blank`, whose title is the status's own, for no special one. */
  readonly type: string;
  readonly title: string;
  /** Members that this kind has besides. */
  readonly members: Readonly<Record<string, unknown>>;
}

/** What a client is told. Anything else that is thrown is a surprise, and a 500 without a word about it. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly errors: readonly ProblemError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly #kind: Kind;

  constructor(
    status: number,
    detail: string,
    more: Partial<Kind> & {
      readonly errors?: readonly ProblemError[];
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(detail);
    const { type = 'about:blank', title = STATUS_CODES[status] ?? 'Error', members = {} } = more;
    this.status = status;
    this.errors = more.errors;
    this.headers = more.headers ?? {};
    this.#kind = { type, title, members };
  }

  /** RFC 9457. */
  toBody(instance: string, requestId: string): object {
    const { type, title, members } = this.#kind;
    return {
      type,
      title,
      status: this.status,
      detail: this.message,
      instance: uriReference(instance),
      requestId,
      ...(this.errors === undefined ? {} : { errors: this.errors }),
      ...members,
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
