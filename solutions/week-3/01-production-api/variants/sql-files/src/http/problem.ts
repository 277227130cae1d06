import { STATUS_CODES } from 'node:http';
import type { Asked, Headers, Reply } from './shapes.ts';

export type Trouble = Readonly<{
  status: number;
  detail: string;
  errors?: readonly object[];
  headers?: Headers;
  /** Members besides, and other than the usual ones. */
  more?: object;
}>;

/** A way out of the middle of a handler; thrown, and never an Error, since nothing went wrong in here. */
export class Refused {
  readonly trouble: Trouble;
  constructor(trouble: Trouble) {
    this.trouble = trouble;
  }
}

export const refuse = (status: number, detail: string, more: Partial<Trouble> = {}): never => {
  throw new Refused({ ...more, status, detail });
};

export const problem = (
  { status, detail, errors, headers, more }: Trouble,
  { path, requestId }: Pick<Asked, 'path' | 'requestId'>,
): Reply => ({
  status,
  headers: { 'Content-Type': 'application/problem+json', ...headers },
  body: JSON.stringify({
    requestId,
    instance: encodeURI(path.toWellFormed()),
    status,
    title: STATUS_CODES[status],
    type: 'about:blank',
    detail,
    ...(errors && { errors }),
    ...more,
  }),
});
