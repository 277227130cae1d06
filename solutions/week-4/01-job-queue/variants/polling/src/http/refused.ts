import type { Fault } from '../domain/decode.ts';

type More = Readonly<{
  errors?: readonly (Fault | { parameter: string; detail: string })[];
  headers?: Readonly<Record<string, string>>;
}>;

/** A way out of the middle of a handler; never an Error, since nothing went wrong in here. */
export class Refused {
  readonly status: number;
  readonly detail: string;
  readonly more: More;

  constructor(status: number, detail: string, more: More = {}) {
    this.status = status;
    this.detail = detail;
    this.more = more;
  }
}

export const refuse = (status: number, detail: string, more: More = {}): never => {
  throw new Refused(status, detail, more);
};
