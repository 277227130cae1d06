import { MigrationError } from './migration-error.ts';
import type { SchemaState } from './schema-state.ts';

/** Throws where what was applied is not what lies in the folder. */
export function refuseForeign({ changed, unknown }: SchemaState): void {
  const problems = [
    ...changed.map((name) => `${name} was changed after it was applied`),
    ...unknown.map((name) => `${name} was applied and has no file: the database is newer than this folder`),
  ];
  if (problems.length > 0) throw new MigrationError(problems.join('; '));
}
