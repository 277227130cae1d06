/** What the judge hands to the process that runs the learner's tests. Paths are as the box sees them. */
export interface Plan {
  /** vitest's own Node interface. */
  readonly vitest: string;
  /** Folders that a test process may read besides its project. */
  readonly readable: readonly string[];
  /** The runner that notes every event. */
  readonly runner: string;
  readonly home: string;
  /** One folder an implementation; its name says nothing about what is in it. */
  readonly projects: readonly string[];
  /** Which files of a project hold tests. */
  readonly include: string;
  /** Further flags for the processes that run tests, such as `--allow-worker`. */
  readonly flags: readonly string[];
  readonly testTimeoutMs: number;
  readonly workers: number;
}

/** One line of a project's notes, written the moment that it happens. Everything in it is a claim of the box. */
export type Note =
  | { readonly kind: 'opened'; readonly file: string }
  | {
      readonly kind: 'collected';
      readonly file: string;
      readonly tests: number;
      readonly error: string | null;
    }
  | { readonly kind: 'started'; readonly test: string }
  | { readonly kind: 'passed'; readonly test: string }
  | { readonly kind: 'failed'; readonly test: string; readonly message: string }
  /** What went wrong outside of tests, such as `a hook of … failed`. */
  | { readonly kind: 'spoiled'; readonly what: string; readonly message: string }
  | { readonly kind: 'done'; readonly file: string };

export const notesFile = 'notes.ndjson';

/** Behind the name of a test file stands what runs in its place, where tests were compiled beforehand. */
export const compiledSuffix = '.compiled.mjs';
