import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Migration {
  /** As in the file's name, such as `0001_tasks`. */
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file's bytes. */
  readonly checksum: string;
}

/** The migrations of a folder, in the order of their numbers. Other files are left alone. */
export function readMigrations(folder: string): readonly Migration[] {
  return readdirSync(folder)
    .filter((file) => /^\d{4}_[a-z0-9_-]+\.sql$/.test(file))
    .sort()
    .map((file) => {
      const bytes = readFileSync(join(folder, file));
      return {
        name: file.slice(0, -'.sql'.length),
        sql: bytes.toString(),
        checksum: createHash('sha256').update(bytes).digest('hex'),
      };
    });
}
