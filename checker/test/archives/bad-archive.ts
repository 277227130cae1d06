import type { ErrorCode } from '../../src/errors.ts';
import type { TarEntry } from './tar-bytes.ts';
import type { ZipEntry } from './zip-bytes.ts';

export interface BadArchive {
  readonly name: string;
  readonly bytes: Buffer;
  readonly code: ErrorCode;
  /** What its one line must say. */
  readonly says: RegExp;
}

export const unsafe = 'ARCHIVE_UNSAFE';
export const damaged = 'ARCHIVE_DAMAGED';
export const unknown = 'ARCHIVE_UNKNOWN';
export const tooLarge = 'SUBMISSION_TOO_LARGE';
export const empty = 'SUBMISSION_MISSING';

/** What there is nothing wrong with; the fault stands beside or around it. */
export const good: TarEntry & ZipEntry = { path: 'src/main.ts', body: 'console.log(1);\n' };
export const MiB = 1024 * 1024;
