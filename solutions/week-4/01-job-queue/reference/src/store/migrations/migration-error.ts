/** What whoever runs a migration has to be told, in one line. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}
