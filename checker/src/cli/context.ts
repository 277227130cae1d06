/** What a command is given instead of reaching for process: everything of the machine that it may look at or write to. */
export interface Context {
  /** Absolute path of the repository whose course and workspace are meant. */
  readonly root: string;
  readonly cwd: string;
  readonly env: Environment;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Somebody is there to answer a question: standard input and error are terminals, and no CI is at work. */
  readonly interactive: boolean;
  readonly color: boolean;
  /** False where the locale or the terminal cannot show symbols such as ✓; then words and ASCII stand alone. */
  readonly unicode: boolean;
  /** For screen readers and dumb terminals: lists in place of drawings. */
  readonly plain: boolean;
  readonly columns: number;
  readonly clock: Clock;
  /** Aborts at Ctrl-C, SIGTERM and SIGHUP. A command then cleans up and ends soon; the exit code becomes 130. */
  readonly signal: AbortSignal;
  /** Absolute path of the Node that runs the checker, and submissions. */
  readonly nodePath: string;
  /** Folder for what may be thrown away at any time. */
  readonly cacheFolder: string;
}

export interface Clock {
  now(): Date;
  /** Milliseconds from an arbitrary start that never go back, for durations. */
  elapsed(): number;
}

export type Environment = Readonly<Record<string, string | undefined>>;
export type Input = NodeJS.ReadableStream & { readonly isTTY?: boolean; setRawMode?(raw: boolean): unknown };
export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** 0 all passed, 1 a requirement failed, 2 usage, 3 environment or inconclusive, 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 3 | 130;

/** What main.ts knows before the command line is read; the global options turn it into a Context. */
export type Surroundings = Pick<
  Context,
  'cwd' | 'env' | 'stdin' | 'stdout' | 'stderr' | 'clock' | 'signal' | 'nodePath' | 'cacheFolder'
> & { readonly repository: string };

export interface GlobalOptions {
  readonly root?: string | undefined;
  readonly color?: boolean | undefined;
  readonly plain?: boolean | undefined;
}
