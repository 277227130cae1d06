import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { showValue } from '../words.ts';
import { type Note, notesFile } from './in-box/plan.ts';

/** What became of one implementation under the learner's tests. */
export type Outcome =
  | { readonly kind: 'passed'; readonly collected: number; readonly ran: number }
  | { readonly kind: 'failed'; readonly collected: number; readonly what: string; readonly message: string }
  /** A test file could not even be loaded with it. */
  | { readonly kind: 'not-loaded'; readonly file: string; readonly message: string }
  /** It began and was ended from outside, or ended itself; `during` says what was going on. */
  | { readonly kind: 'unfinished'; readonly during: string }
  | { readonly kind: 'not-begun' };

const mostBytes = 2 ** 20;
const text = z.string().max(2000);
const noteSchema: z.ZodType<Note> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opened'), file: text }),
  z.object({ kind: z.literal('collected'), file: text, tests: z.int().min(0), error: text.nullable() }),
  z.object({ kind: z.literal('started'), test: text }),
  z.object({ kind: z.literal('passed'), test: text }),
  z.object({ kind: z.literal('failed'), test: text, message: text }),
  z.object({ kind: z.literal('spoiled'), what: text, message: text }),
  z.object({ kind: z.literal('done'), file: text }),
]);

/**
 * Reads what the box noted about one implementation. It is a claim: whatever is missing or malformed counts as not
 * finished, and a claim about an implementation is worth nothing to someone who does not know whether it is right.
 *
 * @param files how many test files there are; each must be done
 */
export function readOutcome(project: string, files: number): Outcome {
  const notes = parseNotes(readCapped(join(project, notesFile)));
  if (notes.length === 0) return { kind: 'not-begun' };
  let collected = 0;
  let done = 0;
  let ran = 0;
  let during = 'a test file';
  let failure: Outcome | null = null;
  for (const note of notes) {
    switch (note.kind) {
      case 'opened':
        during = `loading ${note.file}`;
        break;
      case 'collected':
        during = `a hook of ${note.file}`;
        collected += note.tests;
        if (note.error !== null) failure ??= { kind: 'not-loaded', file: note.file, message: note.error };
        break;
      case 'started':
        during = `the test ${showValue(note.test)}`;
        break;
      case 'passed':
        ran++;
        during = `what came after the test ${showValue(note.test)}`;
        break;
      case 'failed':
        failure ??= {
          kind: 'failed',
          collected: 0,
          what: `the test ${showValue(note.test)} failed`,
          message: note.message,
        };
        break;
      case 'spoiled':
        failure ??= { kind: 'failed', collected: 0, what: note.what, message: note.message };
        break;
      case 'done':
        done++;
        break;
      default:
        note satisfies never;
    }
  }
  if (failure !== null) return failure.kind === 'failed' ? { ...failure, collected } : failure;
  return done < files ? { kind: 'unfinished', during } : { kind: 'passed', collected, ran };
}

/** How much was noted so far, in bytes; 0 when there is nothing to read. */
export function readSize(project: string): number {
  const stat = lstatSync(join(project, notesFile), { throwIfNoEntry: false });
  return stat?.isFile() === true ? stat.size : 0;
}

function parseNotes(content: string): Note[] {
  return content.split('\n').flatMap((line) => {
    try {
      const note = noteSchema.safeParse(JSON.parse(line));
      return note.success ? [note.data] : [];
    } catch {
      return [];
    }
  });
}

/** A test may have put anything in the file's place: a link, a pipe that never ends. Only a regular file is read. */
function readCapped(path: string): string {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return '';
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) return '';
    const buffer = Buffer.alloc(Math.min(stat.size, mostBytes));
    return buffer.toString('utf8', 0, readSync(file, buffer, 0, buffer.length, 0));
  } finally {
    closeSync(file);
  }
}
