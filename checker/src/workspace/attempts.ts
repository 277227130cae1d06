import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CheckerError } from '../errors.ts';
import { attemptsFolder } from './layout.ts';

/** A saved state of a learner's folder. It stands in `attempts/<exercise>/<id>/`: attempt.json and files/. */
export interface SavedAttempt extends AttemptNote {
  /** 1, 2, 3 … in the order in which they were saved. */
  readonly id: number;
  /** Absolute path of the saved folder. */
  readonly folder: string;
  /** Relative paths, sorted. */
  readonly files: readonly string[];
}

export interface AttemptNote {
  /** ISO 8601; null when the note is lost, which does not hinder a restore. */
  readonly savedAt: string | null;
  readonly why: 'reset' | 'restore' | 'unknown';
  /** What the last judging before it had said. */
  readonly passed: number | null;
  readonly total: number | null;
}

/** Saved attempts of an exercise, oldest first. */
export function listAttempts(root: string, exercise: string): SavedAttempt[] {
  return attemptNumbers(root, exercise).map((id) => {
    const parent = join(attemptsFolder(root, exercise), String(id));
    const folder = join(parent, 'files');
    return { id, folder, files: filesIn(folder), ...readNote(join(parent, 'attempt.json')) };
  });
}

/** By its number as people type it. */
export function findAttempt(root: string, exercise: string, name: string): SavedAttempt {
  const attempts = listAttempts(root, exercise);
  const found = attempts.find(({ id }) => String(id) === name.replace(/^#/, ''));
  if (found !== undefined) return found;
  const known = attempts.map(({ id }) => id).join(', ');
  throw new CheckerError('ATTEMPT_UNKNOWN', `${exercise} has no saved attempt ${JSON.stringify(name)}`, {
    hint:
      attempts.length === 0
        ? `Nothing was saved of it yet; \`npm run checker -- reset ${exercise}\` saves before it lays the starter anew.`
        : `There are: ${known}. \`npm run checker -- attempts ${exercise}\` shows them.`,
  });
}

export function attemptNumbers(root: string, exercise: string): number[] {
  const folder = attemptsFolder(root, exercise);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^[1-9]\d*$/.test(name) && existsSync(join(folder, name, 'files')))
    .map(Number)
    .sort((a, b) => a - b);
}

/** Relative paths of all files, sorted. Not readdir's own recursion, which goes through links to folders. */
function filesIn(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .flatMap((entry) => {
      const path = join(below, entry.name);
      return entry.isDirectory() ? filesIn(folder, path) : [path];
    })
    .sort();
}

/** The note is small and only shown: a field of another kind counts as lost. */
function readNote(file: string): AttemptNote {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    value = null;
  }
  const note: Record<string, unknown> = typeof value === 'object' && value !== null ? { ...value } : {};
  const count = (given: unknown) => (Number.isInteger(given) ? Number(given) : null);
  const savedAt =
    typeof note.savedAt === 'string' && !Number.isNaN(Date.parse(note.savedAt)) ? note.savedAt : null;
  const why = note.why === 'reset' || note.why === 'restore' ? note.why : 'unknown';
  return { savedAt, why, passed: count(note.passed), total: count(note.total) };
}
