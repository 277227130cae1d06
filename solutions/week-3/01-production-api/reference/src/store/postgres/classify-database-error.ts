import type { StoreFailure } from '../../domain/store-error.ts';

/** What to do about an error of the database; `retry` is the one that needs no answer yet. */
export type ErrorKind = StoreFailure | 'retry';

interface Row {
  readonly kind: ErrorKind;
  readonly codes: readonly string[];
}

const named: readonly Row[] = Object.freeze([
  { kind: 'conflict', codes: ['23505', '23P01'] },
  { kind: 'invalid', codes: ['22001', '22003', '22007', '22008', '22021', '22P02', '22P05'] },
  { kind: 'retry', codes: ['40001', '40P01'] },
  { kind: 'unavailable', codes: ['57P01', '57P02', '57P03', '55P03', '25006'] },
  { kind: 'cancelled', codes: ['57014'] },
  { kind: 'unexpected', codes: ['08P01'] },
  // Node's. EPIPE has the form of a SQLSTATE, and its class means nothing.
  { kind: 'unavailable', codes: ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'] },
  { kind: 'unavailable', codes: ['EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'] },
]);

/** For codes that are not named: by the first two characters of a SQLSTATE, its class. */
const classes: readonly Row[] = Object.freeze([
  { kind: 'invalid', codes: ['23'] },
  { kind: 'unavailable', codes: ['08', '53'] },
]);

/** Anything may be thrown, so anything is looked at; what is no code of the table is a bug, and so unexpected. */
export function classifyDatabaseError(error: unknown): ErrorKind {
  const code = codeOf(error);
  if (code === undefined) return 'unexpected';
  return (
    find(named, code) ?? (isSqlState(code) ? find(classes, code.slice(0, 2)) : undefined) ?? 'unexpected'
  );
}

export function codeOf(error: unknown): string | undefined {
  try {
    const { code } = (error ?? {}) as { readonly code?: unknown };
    return typeof code === 'string' ? code : undefined;
  } catch {
    // A getter that throws, a proxy that was revoked.
    return undefined;
  }
}

/** The code, if it is PostgreSQL that says so: EPIPE looks the same, and has no severity. */
export function sqlStateOf(error: unknown): string | undefined {
  return error instanceof Error && 'severity' in error ? codeOf(error) : undefined;
}

function isSqlState(code: string): boolean {
  return /^[0-9A-Z]{5}$/.test(code);
}

function find(rows: readonly Row[], code: string): ErrorKind | undefined {
  return rows.find(({ codes }) => codes.includes(code))?.kind;
}
