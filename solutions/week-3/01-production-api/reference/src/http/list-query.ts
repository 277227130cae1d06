import { isUuid, priority, status } from '../domain/rules.ts';
import type { ListQuery } from '../domain/task-store.ts';
import { Problem, type ProblemError } from './problem.ts';

const defaultLimit = 50;

/** The parameters of `GET /tasks`. Unknown ones are ignored; a bad percent-escape comes out as text that fits no rule. */
export function readListQuery(query: string): ListQuery {
  if (query === '') return { limit: defaultLimit };
  const parameters = new URLSearchParams(query);
  const errors: ProblemError[] = [];
  const read = <T>(parameter: string, expected: string, parse: (text: string) => T | undefined) => {
    const values = parameters.getAll(parameter);
    const [text] = values;
    if (text === undefined) return undefined;
    const value = values.length === 1 && text !== '' ? parse(text) : undefined;
    if (value === undefined) errors.push({ parameter, detail: `expected ${expected}, once` });
    return value;
  };
  const found = {
    status: read('status', status.expected, status.read),
    priority: read('priority', priority.expected, priority.read),
    limit: read('limit', 'a whole number from 1 to 100', parseLimit),
    after: read('cursor', 'the nextCursor of an earlier page', decodeCursor),
  };
  if (errors.length > 0) throw new Problem(400, 'The query is not valid.', { errors });
  return {
    limit: found.limit ?? defaultLimit,
    ...(found.status === undefined ? {} : { status: found.status }),
    ...(found.priority === undefined ? {} : { priority: found.priority }),
    ...(found.after === undefined ? {} : { after: found.after }),
  };
}

/**
 * A cursor is the id of the last task on the page: "behind this one" stays true when others come and go, and when that
 * task itself is gone. Encoded, so that nobody takes it for an id.
 */
export function encodeCursor(id: string): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
}

function decodeCursor(text: string): string | undefined {
  if (!/^[\w-]{22}$/.test(text)) return undefined;
  const hex = Buffer.from(text, 'base64url').toString('hex');
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  return isUuid(id) && id[14] === '7' ? id : undefined;
}

function parseLimit(text: string): number | undefined {
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  return limit >= 1 && limit <= 100 ? limit : undefined;
}
