import type { Startup } from '../records.ts';
import { readFields } from './fields.ts';

/** What a client of PostgreSQL sends, as far as it is recorded. Passwords and values of parameters are not. */
export type FrontendMessage =
  | ({ readonly name: 'startup' } & Startup)
  | { readonly name: 'ssl-request' }
  | { readonly name: 'gss-request' }
  | { readonly name: 'cancel-request'; readonly pid: number }
  | { readonly name: 'query'; readonly sql: string; readonly sqlBytes: number }
  | {
      readonly name: 'parse';
      readonly prepared: string;
      readonly sql: string;
      readonly sqlBytes: number;
      /** How many types of parameters it names; null where the text was too long to look behind it. */
      readonly parameterTypes: number | null;
    }
  | {
      readonly name: 'bind';
      readonly portal: string;
      readonly prepared: string;
      readonly parameters: number;
      readonly formats: number;
    }
  | { readonly name: 'execute'; readonly portal: string; readonly maxRows: number }
  | { readonly name: 'describe' | 'close'; readonly what: 'statement' | 'portal'; readonly of: string }
  | { readonly name: 'sync' | 'flush' | 'terminate' | 'function-call' | 'copy-done' | 'copy-fail' };

/** Of a statement's text this much is kept. */
const excerptBytes = 16 * 1024;

// A Bind tells the count of its parameters after two names and up to 65,535 formats of two bytes.
const wantedOfBind = 2 * 65_535 + 8 * 1024;

const wantedByType = new Map<string, number | null>([
  ['Q', excerptBytes],
  ['P', excerptBytes + 1024],
  ['B', wantedOfBind],
  ['E', 1024],
  ['D', 1024],
  ['C', 1024],
  ['S', 0],
  ['H', 0],
  ['X', 0],
  ['F', 0],
  ['c', 0],
  ['f', 0],
  ['d', null],
  ['p', null],
]);
const wantedByCode = Array.from({ length: 256 }, (_, code) => wantedByType.get(String.fromCharCode(code)));

/** How much of a message's body is looked at; null: nothing; -1: there is no such message. Type 0 is a startup packet. */
export function wantedOfFrontend(type: number): number | null {
  if (type === 0) return 10_000;
  const wanted = wantedByCode[type];
  return wanted === undefined ? -1 : wanted;
}

/** Null: the body is not what the type promises. */
export function readFrontend(
  type: number,
  source: Buffer,
  start: number,
  end: number,
  bodyBytes: number,
): FrontendMessage | null {
  const fields = readFields(source, start, end);
  switch (String.fromCharCode(type)) {
    case '\0':
      return readStartup(source, start, end);
    case 'Q': {
      const { text: sql, whole } = fields.excerptOfText();
      return whole || bodyBytes > end - start ? { name: 'query', sql, sqlBytes: bodyBytes - 1 } : null;
    }
    case 'P':
      return readParse(source, start, end, bodyBytes);
    case 'B': {
      const [portal, prepared, formats] = [fields.text(), fields.text(), fields.uint16()];
      fields.skip(2 * (formats ?? 0));
      const parameters = fields.uint16();
      if (portal === null || prepared === null || formats === null || parameters === null) return null;
      return { name: 'bind', portal, prepared, parameters, formats };
    }
    case 'E': {
      const [portal, maxRows] = [fields.text(), fields.int32()];
      return portal === null || maxRows === null ? null : { name: 'execute', portal, maxRows };
    }
    case 'D':
    case 'C': {
      const name = type === 0x44 ? 'describe' : 'close';
      const [kind, of] = [fields.byte(), fields.text()];
      if (of === null) return null;
      return { name, what: kind === 0x53 ? 'statement' : 'portal', of };
    }
    case 'S':
      return { name: 'sync' };
    case 'H':
      return { name: 'flush' };
    case 'X':
      return { name: 'terminate' };
    case 'F':
      return { name: 'function-call' };
    case 'c':
      return { name: 'copy-done' };
    case 'f':
      return { name: 'copy-fail' };
    default:
      return null;
  }
}

function readParse(source: Buffer, start: number, end: number, bodyBytes: number): FrontendMessage | null {
  const fields = readFields(source, start, end);
  const prepared = fields.text();
  if (prepared === null) return null;
  const { text: sql, whole } = fields.excerptOfText();
  if (!whole) {
    const sqlBytes = bodyBytes - Buffer.byteLength(prepared) - 2;
    return bodyBytes > end - start ? { name: 'parse', prepared, sql, sqlBytes, parameterTypes: null } : null;
  }
  return { name: 'parse', prepared, sql, sqlBytes: Buffer.byteLength(sql), parameterTypes: fields.uint16() };
}

// The codes that stand where a protocol version would: 1234 in the upper half.
const cancelCode = 80877102;
const sslCode = 80877103;
const gssCode = 80877104;

function readStartup(source: Buffer, start: number, end: number): FrontendMessage | null {
  const fields = readFields(source, start, end);
  const version = fields.int32();
  if (version === sslCode) return { name: 'ssl-request' };
  if (version === gssCode) return { name: 'gss-request' };
  if (version === cancelCode) {
    const pid = fields.int32();
    return pid === null ? null : { name: 'cancel-request', pid };
  }
  if (version === null || version >> 16 !== 3) return null;
  const settings = new Map<string, string>();
  for (;;) {
    const name = fields.text();
    if (name === '') break;
    const value = fields.text();
    if (name === null || value === null) return null;
    settings.set(name, value);
  }
  return {
    name: 'startup',
    user: settings.get('user') ?? null,
    database: settings.get('database') ?? settings.get('user') ?? null,
    applicationName: settings.get('application_name') ?? null,
  };
}
