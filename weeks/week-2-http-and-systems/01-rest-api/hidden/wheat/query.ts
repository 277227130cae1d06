import { Problem } from './problem.ts';
import { type Checked, checkPriority, checkStatus } from './rules.ts';
import type { Query } from './types.ts';

const usualLimit = 50;
const largestLimit = 100;

/** The query of a list. Bad parameters are told by name, unknown ones left alone. */
export function readQuery(text: string): Query {
  const given = valuesIn(text);
  const errors: { readonly parameter: string; readonly detail: string }[] = [];
  const take = <T>(parameter: string, check: (value: string) => Checked<T>): T | null => {
    const values = given.get(parameter);
    if (values === undefined) return null;
    const [value = null] = values;
    const checked: Checked<T> =
      values.length > 1
        ? { ok: false, why: 'It may be given once.' }
        : value === null
          ? { ok: false, why: 'It has a bad percent-escape.' }
          : check(value);
    if (checked.ok) return checked.value;
    errors.push({ parameter, detail: checked.why });
    return null;
  };
  const query: Query = {
    status: take('status', checkStatus),
    priority: take('priority', checkPriority),
    limit: take('limit', checkLimit) ?? usualLimit,
    after: take('cursor', readCursor) ?? 0,
  };
  if (errors.length > 0) throw new Problem(400, 'The query has a value that is not allowed.', { errors });
  return query;
}

export function writeCursor(place: number): string {
  return Buffer.from(`behind ${place}`).toString('base64url');
}

function readCursor(value: string): Checked<number> {
  const place = /^behind (\d{1,15})$/.exec(Buffer.from(value, 'base64url').toString('latin1'))?.[1];
  if (place === undefined || writeCursor(Number(place)) !== value)
    return { ok: false, why: 'No page has this cursor.' };
  return { ok: true, value: Number(place) };
}

function checkLimit(value: string): Checked<number> {
  const limit = /^\d+$/.test(value) ? Number(value) : 0;
  if (limit < 1 || limit > largestLimit)
    return { ok: false, why: `This is a number from 1 to ${largestLimit}.` };
  return { ok: true, value: limit };
}

/** All values by name; null where one cannot be decoded. */
function valuesIn(text: string): ReadonlyMap<string, readonly (string | null)[]> {
  const given = new Map<string, (string | null)[]>();
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const cut = pair.indexOf('=');
    const name = decoded(cut === -1 ? pair : pair.slice(0, cut));
    if (name === null) continue;
    given.set(name, [...(given.get(name) ?? []), cut === -1 ? '' : decoded(pair.slice(cut + 1))]);
  }
  return given;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}
