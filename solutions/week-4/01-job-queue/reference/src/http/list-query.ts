import { type State, states } from '../domain/job.ts';
import type { ListQuery, Place } from '../domain/job-store.ts';
import { Problem, type ProblemError } from './problem.ts';

/** The parameters of a list. Unknown ones are ignored. */
export function readListQuery(parameters: URLSearchParams): ListQuery {
  const errors: ProblemError[] = [];
  const read = <T>(parameter: string, expected: string, parse: (text: string) => T | undefined) => {
    const [text, ...more] = parameters.getAll(parameter);
    if (text === undefined) return undefined;
    const value = more.length === 0 ? parse(text) : undefined;
    if (value === undefined) errors.push({ parameter, detail: `expected ${expected}, once` });
    return value;
  };
  const state = read('state', `one of ${states.join(', ')}`, parseState);
  const type = read('type', 'the name of a handler', parseType);
  const limit = read('limit', 'a whole number from 1 to 100', parseLimit) ?? 50;
  const after = read('cursor', 'the nextCursor of an earlier page', parseCursor);
  if (errors.length > 0) throw new Problem(400, 'The query is not valid.', { errors });
  return {
    limit,
    ...(state === undefined ? {} : { state }),
    ...(type === undefined ? {} : { type }),
    ...(after === undefined ? {} : { after }),
  };
}

/** The place of the last job of a page: "behind this one" stays true while others come. */
export function writeCursor({ seq, id }: Place): string {
  return Buffer.from(`${seq} ${id}`).toString('base64url');
}

function parseCursor(text: string): Place | undefined {
  const plain = Buffer.from(text, 'base64url').toString();
  const [, seq, id] = /^(\d{1,18}) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(plain) ?? [];
  return seq === undefined || id === undefined ? undefined : { seq, id };
}

function parseState(text: string): State | undefined {
  return states.find((state) => state === text);
}

/** PostgreSQL's text has no NUL, so no job's type has one. */
function parseType(text: string): string | undefined {
  return text.includes('\0') ? undefined : text;
}

function parseLimit(text: string): number | undefined {
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  return limit >= 1 && limit <= 100 ? limit : undefined;
}
