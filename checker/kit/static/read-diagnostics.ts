import { isAbsolute, posix } from 'node:path';
import type { Place } from '../../src/judge/observation.ts';

const located = /^(.+?)\((\d+),(\d+)\): error (TS\d+): (.*)$/;
const longestMessage = 400;

export interface Diagnostics {
  /** Errors in the submission's files. */
  readonly places: readonly Place[];
  /** Every file that the compiler read, as `--listFiles` names it. */
  readonly files: readonly string[];
  /** Errors without a place: of the configuration, and so ours. */
  readonly ours: readonly string[];
}

/**
 * Reads what `tsc --pretty false --listFiles` printed, in the submission's folder. An error's further lines are indented and
 * explain it; those that tell where something was declared belong to it as well.
 */
export function readDiagnostics(output: string, snapshot: string): Diagnostics {
  const places: Place[] = [];
  const files: string[] = [];
  const ours: string[] = [];
  for (const line of output.split(/\r?\n/)) {
    const match = located.exec(line);
    const last = places.at(-1);
    if (match !== null) {
      const [, file = '', row, column, code, message = ''] = match;
      const place = { file: posix.normalize(file), line: Number(row), column: Number(column) };
      places.push({ ...place, text: cut(`${withoutPaths(message, snapshot)} (${code})`) });
    } else if (/^\s+\S/.test(line)) {
      if (last !== undefined)
        places[places.length - 1] = {
          ...last,
          text: cut(`${last.text}; ${withoutPaths(line.trim(), snapshot)}`),
        };
    } else if (/^error TS\d+: /.test(line)) ours.push(line);
    else if (isAbsolute(line)) files.push(line);
  }
  return { places, files, ours };
}

/** Where the snapshot lies is nobody's business. */
function withoutPaths(message: string, snapshot: string): string {
  return message.replaceAll(`${snapshot}/`, '');
}

function cut(text: string): string {
  return text.length <= longestMessage ? text : `${text.slice(0, longestMessage)}…`;
}
