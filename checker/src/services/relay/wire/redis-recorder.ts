import type { Ledger } from '../ledger.ts';
import type { ConnectionRecord, Mutable } from '../records.ts';
import type { Recorder } from './recorder.ts';
import { keyOf } from './redis-key.ts';

/** Of a name or an argument this much is kept. */
const excerptBytes = 1024;
/** Arguments that are kept: enough to find the first key, also of a script. */
const keptParts = 4;
/** Redis refuses longer lines, and these counts. */
const longestLine = 64 * 1024;
const mostParts = 1024 * 1024 * 1024;
const longestPart = 512 * 1024 * 1024 * 1024;

const newLine = 0x0a;

type State =
  /** A line begins or goes on: the count of a command, the length of an argument, or an inline command. */
  | { readonly at: 'command' }
  | { readonly at: 'length' }
  /** An argument; `left` counts its bytes and the line's end behind it. */
  | { readonly at: 'part'; left: number; readonly kept: Buffer | null; filled: number };

/**
 * Follows what a client of Redis sends: arrays of bulk strings, or inline commands (Redis serialization protocol). Replies
 * are not looked at. `redis-parser`, which reads RESP, holds every argument whole and knows no inline commands.
 */
export function createRedisRecorder(connection: Mutable<ConnectionRecord>, ledger: Ledger): Recorder {
  let state: State = { at: 'command' };
  /** The beginning of a line whose end has not come. */
  let line = '';
  let partsLeft = 0;
  let count = 0;
  let parts: string[] = [];

  const add = (words: readonly string[], length: number) => {
    const [name = ''] = words;
    const upper = name.toUpperCase();
    ledger.addCommand({
      order: ledger.next(),
      connection: connection.id,
      name: upper,
      args: length - 1,
      key: keyOf(upper, words.slice(1)),
      at: ledger.now(),
    });
  };
  const beginPart = (): void => {
    if (partsLeft > 0) {
      state = { at: 'length' };
      return;
    }
    add(parts, count);
    state = { at: 'command' };
  };
  const takeLine = (text: string): string | null => {
    if (state.at === 'length') {
      const bytes = readCount(text, '$', longestPart);
      if (bytes === null || bytes < 0)
        return `an argument that begins with ${JSON.stringify(text.slice(0, 20))}`;
      const kept = parts.length < keptParts ? Buffer.allocUnsafe(Math.min(bytes, excerptBytes)) : null;
      state = { at: 'part', left: bytes + 2, kept, filled: 0 };
      return null;
    }
    if (text.startsWith('*')) {
      const length = readCount(text, '*', mostParts);
      if (length === null) return `a command that begins with ${JSON.stringify(text.slice(0, 20))}`;
      // Redis takes no notice of empty ones.
      if (length <= 0) return null;
      count = length;
      partsLeft = length;
      parts = [];
      beginPart();
      return null;
    }
    const words = text.split(/\s+/).filter((word) => word !== '');
    if (words.length > 0) add(words, words.length);
    return null;
  };
  const readLine = (chunk: Buffer, at: number): number | string => {
    const end = chunk.indexOf(newLine, at);
    line += chunk.toString('latin1', at, end === -1 ? chunk.length : end);
    if (line.length > longestLine) return 'a line that does not end';
    if (end === -1) return chunk.length;
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    line = '';
    return takeLine(text) ?? end + 1;
  };
  const readPart = (part: State & { at: 'part' }, chunk: Buffer, at: number): number => {
    const taken = Math.min(part.left, chunk.length - at);
    if (part.kept !== null && part.filled < part.kept.length) {
      part.filled += chunk.copy(part.kept, part.filled, at, at + taken);
    }
    part.left -= taken;
    if (part.left === 0) {
      if (part.kept !== null) parts.push(part.kept.toString('utf8'));
      partsLeft -= 1;
      beginPart();
    }
    return at + taken;
  };
  return {
    fromClient(chunk) {
      if (connection.recording.kind === 'stopped') return;
      let at = 0;
      while (at < chunk.length) {
        const next: number | string = state.at === 'part' ? readPart(state, chunk, at) : readLine(chunk, at);
        if (typeof next === 'string') {
          connection.recording = { kind: 'stopped', why: next };
          return ledger.tell({ kind: 'recording-stopped', connection, why: next });
        }
        at = next;
      }
    },
    fromServer() {},
  };
}

function readCount(text: string, sign: string, most: number): number | null {
  if (!text.startsWith(sign) || !/^-?\d{1,15}$/.test(text.slice(1))) return null;
  const count = Number(text.slice(1));
  return count <= most ? count : null;
}
