import type { Condition } from './types.ts';

const entityTag = /^(W\/)?("[\x21\x23-\x7e\x80-\xff]*")/;

/** An If-Match or If-None-Match (RFC 9110, 13.1); null for an empty one. What is malformed matches nothing. */
export function parseCondition(header: string): Condition | null {
  let rest = header.trim();
  if (rest === '') return null;
  if (rest === '*') return 'any';
  const tags: { tag: string; weak: boolean }[] = [];
  for (rest = afterCommas(rest); rest !== ''; rest = afterCommas(rest)) {
    const found = entityTag.exec(rest);
    if (found === null) return [];
    tags.push({ tag: found[2] ?? '', weak: found[1] !== undefined });
    rest = rest.slice(found[0].length);
    if (!/^[ \t]*(,|$)/.test(rest)) return [];
  }
  return tags;
}

export function matchesStrongly(condition: Condition, etag: string): boolean {
  return condition === 'any' || condition.some(({ tag, weak }) => !weak && tag === etag);
}

export function matchesWeakly(condition: Condition, etag: string): boolean {
  return condition === 'any' || condition.some(({ tag }) => tag === etag);
}

/** Empty members of a list are allowed (RFC 9110, 5.6.1). */
function afterCommas(text: string): string {
  return text.replace(/^[, \t]+/, '');
}
