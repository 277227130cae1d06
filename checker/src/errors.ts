/**
 * What went wrong, in a form that a person can act on. Every error that the checker throws on purpose is one of these; any
 * other error is a bug of ours and is the only kind whose stack is shown.
 *
 * `code` is stable and has a line in docs/errors.md. `hint` says what to do next.
 */
export class CheckerError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly kind: ErrorKind;

  constructor(code: ErrorCode, message: string, options: { hint: string; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'CheckerError';
    this.code = code;
    this.hint = options.hint;
    this.kind = errorKinds[code];
  }
}

/** Which exit code an error leads to: 2 for wrong usage or input, 3 for the environment. */
export type ErrorKind = 'usage' | 'environment';
export type ErrorCode = keyof typeof errorKinds;

/** Every code the checker can end with. docs/errors.md explains each; a test holds the two together. */
export const errorKinds = {
  COURSE_NOT_FOUND: 'environment',
  MANIFEST_INVALID: 'usage',
  EXERCISE_UNKNOWN: 'usage',
  REQUIREMENT_UNKNOWN: 'usage',
  USAGE: 'usage',
  SUBMISSION_MISSING: 'usage',
  SUBMISSION_UNREADABLE: 'usage',
  SUBMISSION_TOO_LARGE: 'usage',
  WORKSPACE_EXISTS: 'usage',
  WORKSPACE_MISSING: 'usage',
  ATTEMPT_UNKNOWN: 'usage',
  TRACE_MISSING: 'usage',
  TRACE_DAMAGED: 'usage',
  PROGRESS_LOCKED: 'environment',
  PROGRESS_NEWER: 'environment',
  DISK_FULL: 'environment',
  NOT_WRITABLE: 'environment',
  NODE_TOO_OLD: 'environment',
  BOX_UNAVAILABLE: 'environment',
  ISOLATION_UNAVAILABLE: 'environment',
  SERVICE_UNAVAILABLE: 'environment',
  RELAY_PORT_TAKEN: 'environment',
  JUDGE_BROKEN: 'environment',
  PATCH_FAILED: 'usage',
} as const satisfies Record<string, ErrorKind>;
