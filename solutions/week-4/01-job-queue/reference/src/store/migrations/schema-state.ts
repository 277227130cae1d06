import type { Migration } from './read-migrations.ts';

/** A row of schema_migrations. */
export interface AppliedMigration {
  readonly name: string;
  readonly checksum: string;
}

/** What the files say and what the database says, held against each other. */
export interface SchemaState {
  readonly pending: readonly Migration[];
  /** Names of applied migrations whose file is another one now. */
  readonly changed: readonly string[];
  /** Names of applied migrations without a file: the database is newer than the folder. */
  readonly unknown: readonly string[];
}

export function compareSchema(
  files: readonly Migration[],
  applied: readonly AppliedMigration[],
): SchemaState {
  const checksums = new Map(applied.map(({ name, checksum }) => [name, checksum]));
  const names = new Set(files.map(({ name }) => name));
  return {
    pending: files.filter(({ name }) => !checksums.has(name)),
    changed: files
      .filter(({ name, checksum }) => checksums.has(name) && checksums.get(name) !== checksum)
      .map(({ name }) => name),
    unknown: applied.map(({ name }) => name).filter((name) => !names.has(name)),
  };
}
