import { readFields } from './fields.ts';

/** What PostgreSQL answers, as far as it is recorded. */
export type BackendMessage =
  | { readonly name: 'ready'; readonly transactionStatus: 'I' | 'T' | 'E' }
  | { readonly name: 'error'; readonly severity: string; readonly sqlstate: string; readonly text: string }
  | { readonly name: 'command-complete'; readonly tag: string }
  | { readonly name: 'backend-key'; readonly pid: number }
  | { readonly name: 'empty-query' | 'portal-suspended' | 'copy-in' };

const wantedByType = new Map<string, number | null>([
  ['Z', 1],
  ['E', 8 * 1024],
  ['C', 256],
  ['K', 4],
  ['I', 0],
  ['s', 0],
  ['G', 0],
  ...Array.from('RSTDNA123ntVvHWcd', (type) => [type, null] as const),
]);
const wantedByCode = Array.from({ length: 256 }, (_, code) => wantedByType.get(String.fromCharCode(code)));

export function wantedOfBackend(type: number): number | null {
  const wanted = wantedByCode[type];
  return wanted === undefined ? -1 : wanted;
}

/** Null: the body is not what the type promises. */
export function readBackend(type: number, source: Buffer, start: number, end: number): BackendMessage | null {
  const fields = readFields(source, start, end);
  switch (String.fromCharCode(type)) {
    case 'Z': {
      const transactionStatus = String.fromCharCode(fields.byte() ?? 0);
      return transactionStatus === 'I' || transactionStatus === 'T' || transactionStatus === 'E'
        ? { name: 'ready', transactionStatus }
        : null;
    }
    case 'E': {
      const parts = new Map<string, string>();
      for (let code = fields.byte(); code !== null && code !== 0; code = fields.byte()) {
        parts.set(String.fromCharCode(code), fields.excerptOfText().text);
      }
      const [severity = '', sqlstate, text = ''] = [parts.get('V'), parts.get('C'), parts.get('M')];
      return sqlstate === undefined ? null : { name: 'error', severity, sqlstate, text };
    }
    case 'C': {
      const tag = fields.text();
      return tag === null ? null : { name: 'command-complete', tag };
    }
    case 'K': {
      const pid = fields.int32();
      return pid === null ? null : { name: 'backend-key', pid };
    }
    case 'I':
      return { name: 'empty-query' };
    case 's':
      return { name: 'portal-suspended' };
    case 'G':
      return { name: 'copy-in' };
    default:
      return null;
  }
}
