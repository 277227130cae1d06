import { HttpError } from '../domain/errors.ts';

const states = Object.freeze(['queued', 'running', 'succeeded', 'retrying', 'dead', 'cancelled'] as const);

export function readQuery(query: URLSearchParams) {
  const one = (name: string, good: (text: string) => boolean): string | null => {
    const all = query.getAll(name);
    if (all.length === 0) return null;
    if (all.length > 1 || !good(all[0] as string)) {
      throw new HttpError(400, `bad ${name}`, [{ parameter: name, detail: 'not understood' }]);
    }
    return all[0] as string;
  };
  const state = one('state', (text) => states.some((state) => state === text));
  const type = one('type', (text) => !text.includes('\0'));
  const limit = Number(one('limit', (text) => /^([1-9]\d?|100)$/.test(text)) ?? 50);
  const cursor = one('cursor', (text) => readCursor(text) !== null);
  return { state, type, limit, cursor: cursor === null ? null : readCursor(cursor) };
}

export function writeCursor(place: readonly string[] | null): string | null {
  return place && Buffer.from(JSON.stringify(place)).toString('base64url');
}

function readCursor(text: string): [string, string] | null {
  try {
    const [time, id, ...rest] = JSON.parse(Buffer.from(text, 'base64url').toString()) as string[];
    const good = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d(:\d\d)?(:\d\d)?$/.test(time ?? '');
    const known = /^[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}$/.test(id ?? '');
    return good && known && rest.length === 0 ? [time as string, id as string] : null;
  } catch {
    return null;
  }
}
