export type DatabaseErrorKind = 'conflict' | 'invalid' | 'retry' | 'unavailable' | 'cancelled' | 'unexpected';

/**
 * What is to be done about an error of the database, by the table of the page. Pure; takes anything, and never throws. As it
 * stands nothing was expected. Export it from src/index.ts.
 */
export function classifyDatabaseError(_error: unknown): DatabaseErrorKind {
  return 'unexpected';
}
