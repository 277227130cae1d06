import type { When } from '../domain/task.ts';

const never: When = () => false;
const always: When = () => true;

/** A list of entity tags as a predicate; undefined where there is none. */
function parse(header: string | undefined, weakly: boolean): When | undefined {
  const text = header?.trim();
  if (!text) return undefined;
  if (text === '*') return always;
  const tag = String.raw`(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"`;
  if (!new RegExp(`^${tag}(?:[\\t ]*,[\\t ]*${tag})*$`).test(text)) return never;
  const tags = text.match(new RegExp(tag, 'g')) ?? [];
  const known = new Set(weakly ? tags.map((given) => given.replace('W/', '')) : tags);
  return (etag) => known.has(etag);
}

export const ifMatch = (header: string | undefined) => parse(header, false);
export const ifNoneMatch = (header: string | undefined) => parse(header, true);
