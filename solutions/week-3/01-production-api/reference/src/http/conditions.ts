import type { Expected } from '../domain/change.ts';

// RFC 9110, 8.8.3 and 5.6.1. A comma may stand inside of the quotes, so this is no matter for split(',').
const list =
  /^[ \t]*(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"(?:[ \t]*,[ \t]*(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*")*[ \t]*$/;

/** The versions that If-Match names; undefined when there is none. Weak tags and those of somebody else match nothing. */
export function parseIfMatch(header: string | undefined): Expected | undefined {
  const tags = parseTags(header);
  if (tags === undefined || tags === 'any') return tags;
  return tags.flatMap((tag) => {
    const version = /^"([1-9]\d{0,14})"$/.exec(tag)?.[1];
    return version === undefined ? [] : [Number(version)];
  });
}

/** Whether If-None-Match says that the client has this already. Compared weakly: `W/"1"` is `"1"`. */
export function matchesIfNoneMatch(header: string | undefined, etag: string): boolean {
  const tags = parseTags(header);
  if (tags === undefined) return false;
  return tags === 'any' || tags.some((tag) => tag === etag || tag === `W/${etag}`);
}

/** What is malformed names no tag, and so matches nothing. */
function parseTags(header: string | undefined): readonly string[] | 'any' | undefined {
  const text = header?.trim() ?? '';
  if (text === '') return undefined;
  if (text === '*') return 'any';
  if (!list.test(text)) return [];
  return text.match(/(?:W\/)?"[^"]*"/g) ?? [];
}
