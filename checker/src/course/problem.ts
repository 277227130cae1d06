/** A mistake in a file that somebody wrote by hand. */
export interface Problem {
  /** Relative to the repository, with forward slashes. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  /** `expected X, got Y`, in one line. */
  readonly message: string;
}

/** `file:line:column: expected X, got Y`: editors and terminals make a link of it. */
export function tellProblem({ file, line, column, message }: Problem): string {
  return `${file}:${line}:${column}: ${message}`;
}

export function inOrder(problems: readonly Problem[]): Problem[] {
  return problems.toSorted(
    (a, b) =>
      compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.message, b.message),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
