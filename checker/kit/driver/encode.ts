import { charCodeAt, hasOwn, isArray, isFiniteNumber, keys, numberToString } from './captured.ts';

const deepest = 200;

interface Above {
  readonly value: object;
  readonly above: Above | null;
}

/**
 * JSON in ASCII, made by hand: `JSON.stringify` would call the `toJSON` of whatever it meets. What JSON has no word for
 * (functions, symbols, undefined in a list) becomes null, as there; a bigint becomes its digits in a text. It never
 * throws: what stands inside itself, lies too deep, or throws when it is looked at is named so in its place.
 */
export function encode(value: unknown, depth = 0, above: Above | null = null): string {
  if (depth > deepest) return '"[too deep]"';
  if (value === null || value === undefined) return 'null';
  switch (typeof value) {
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      return isFiniteNumber(value) ? numberToString(value) : 'null';
    case 'bigint':
    case 'string':
      return quote(`${value}`);
    case 'object':
      return encodeObject(value, depth, above);
    default:
      return 'null';
  }
}

/** Looking at an object of the submission's may run its getters and the traps of its proxies. */
function encodeObject(value: object, depth: number, above: Above | null): string {
  for (let each = above; each !== null; each = each.above)
    if (each.value === value) return '"[stands in itself]"';
  try {
    const here = { value, above };
    return isArray(value) ? encodeList(value, depth, here) : encodeRecord(value, depth, here);
  } catch {
    return '"[unreadable]"';
  }
}

function encodeList(list: readonly unknown[], depth: number, here: Above): string {
  let text = '[';
  for (let at = 0; at < list.length; at++) text += (at === 0 ? '' : ',') + encode(list[at], depth + 1, here);
  return `${text}]`;
}

function encodeRecord(record: object, depth: number, here: Above): string {
  const names = keys(record);
  let text = '{';
  let first = true;
  for (let at = 0; at < names.length; at++) {
    const name = names[at] as string;
    if (!hasOwn(record, name)) continue;
    const value = (record as Record<string, unknown>)[name];
    if (value === undefined || typeof value === 'function' || typeof value === 'symbol') continue;
    text += `${first ? '' : ','}${quote(name)}:${encode(value, depth + 1, here)}`;
    first = false;
  }
  return `${text}}`;
}

function quote(text: string): string {
  let out = '"';
  for (let at = 0; at < text.length; at++) {
    const code = charCodeAt(text, at);
    if (code === 0x22 || code === 0x5c) out += `\\${text[at]}`;
    else if (code >= 0x20 && code < 0x7f) out += text[at];
    else out += `\\u${hex4(code)}`;
  }
  return `${out}"`;
}

function hex4(code: number): string {
  const digits = '0123456789abcdef';
  return `${digits[(code >> 12) & 15]}${digits[(code >> 8) & 15]}${digits[(code >> 4) & 15]}${digits[code & 15]}`;
}
