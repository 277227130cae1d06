import type { Query } from '../domain/model.ts';
import { type ErrorEntry, HttpError } from './http-error.ts';

export function readListParameters(target: string): Query {
  const [, ...rest] = target.split('?');
  const given = new URLSearchParams(rest.join('?'));
  const errors: ErrorEntry[] = [];
  const take = <T>(parameter: string, read: (text: string) => T | undefined): T | undefined => {
    const texts = given.getAll(parameter);
    const value = texts.length === 1 ? read(texts[0] ?? '') : undefined;
    if (texts.length > 0 && value === undefined) errors.push({ parameter, detail: 'this cannot be used' });
    return value;
  };
  const query = {
    status: take('status', (text) => (['open', 'done'] as const).find((word) => word === text)),
    priority: take('priority', (text) => (['low', 'normal', 'high'] as const).find((word) => word === text)),
    limit: take('limit', (text) => (/^([1-9]\d?|100)$/.test(text) ? Number(text) : undefined)) ?? 50,
    after: take('cursor', placeOf),
  };
  if (errors.length > 0) throw new HttpError(400, 'bad parameters', errors);
  return query;
}

export function cursorAfter(place: string): string {
  return `after=${place} & on`;
}

function placeOf(text: string): string | undefined {
  return /^after=([\w.-]{1,80}) & on$/.exec(text)?.[1];
}
