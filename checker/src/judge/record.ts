import { appendFileSync, readFileSync } from 'node:fs';
import type { Verdict } from './verdict.ts';

/**
 * The record of a run: one JSON line for each thing that happened, appended by the judging processes in one write each, so
 * that a hang, a crash or Ctrl-C loses nothing that was known before.
 */
export type RecordLine =
  | {
      readonly kind: 'started';
      readonly slug: string;
      readonly file: string;
      readonly worker: string;
      /** Past this the watchdog ends the judging process: it is stuck itself. */
      readonly deadlineMs: number;
    }
  | {
      readonly kind: 'ended';
      readonly slug: string;
      readonly verdict: Verdict;
      readonly durationMs: number;
      readonly seed: number;
    };

export function appendToRecord(file: string, line: RecordLine): void {
  appendFileSync(file, `${JSON.stringify(line)}\n`);
}

/** All whole lines from byte `offset` on, and the offset after them. A line that is still being written waits. */
export function readRecord(
  file: string,
  offset = 0,
): { readonly lines: RecordLine[]; readonly offset: number } {
  const bytes = readFileSync(file).subarray(offset);
  const end = bytes.lastIndexOf(0x0a) + 1;
  const lines = bytes
    .subarray(0, end)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RecordLine);
  return { lines, offset: offset + end };
}
