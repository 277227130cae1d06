import type { Place } from '../../src/judge/observation.ts';
import type { Run, RunningProgram, RunOptions } from '../fixtures.ts';
import type { LaunchedService } from '../service/service-host.ts';

/**
 * The submission's Makefile, used by make in the scenario's box, in a copy of the submission that make may write to. The copy
 * lies in the working directory of the box, so `files` looks into it: `files.exists('submission/dist/main.js')`. Packages are
 * there, in `node_modules`. Where the machine has no GNU make, the requirement is not run.
 */
export interface MakeHost {
  /** The name of the copy's folder. */
  readonly folder: string;
  /** What make itself makes of the Makefile. Fails the requirement where there is none, or one that make refuses. */
  read(): Promise<Makefile>;
  /** `make` with these arguments, to its end: `['build']`, `['-n', 'up']`. */
  run(args: readonly string[], options?: MakeOptions): Promise<Run>;
  start(args: readonly string[], options?: MakeOptions): Promise<RunningProgram>;
  /** For a target that starts the service. */
  launch(args: readonly string[], options?: MakeOptions): Promise<LaunchedService>;
  /** When a file of the copy was last changed, in ms since 1970; null where there is none. What was submitted is a minute old. */
  changedAt(path: string): number | null;
}

export interface MakeOptions extends Omit<RunOptions, 'entry' | 'cwd' | 'tmpdir'> {
  /**
   * Commands that take the place of the machine's: for each name the lines of a shell script, such as
   * `{ docker: 'echo "$@" >> ../docker.txt' }`. They run in the folder that the recipe is in.
   */
  readonly commands?: Readonly<Record<string, string>>;
}

export interface Makefile {
  readonly file: string;
  /** Explicit ones, in the order of make's database, which is none. */
  readonly targets: readonly MakeTarget[];
  target(name: string): MakeTarget | null;
  /** What `make` alone makes. */
  readonly defaultGoal: string | null;
  place(at: { readonly line: number }, text: string): Place;
}

export interface MakeTarget {
  readonly name: string;
  readonly phony: boolean;
  readonly prerequisites: readonly string[];
  /** Behind `|`: they come first, and being newer is no reason to make it again. */
  readonly orderOnly: readonly string[];
  /** As written, variables unexpanded; empty where it has none. */
  readonly recipe: readonly string[];
  /** Of its recipe, else of its rule, else 1. */
  readonly line: number;
}
