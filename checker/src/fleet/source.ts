import { basename } from 'node:path';
import { archiveEnding } from '../intake/archive-name.ts';

/** Something that was handed in, where it lies. */
export interface Source {
  /** What the grader calls it: the student of a list, else the name of its folder or archive. Chosen by its author, so never trusted as text or path. */
  readonly id: string;
  /** Absolute. */
  readonly path: string;
  readonly kind: 'folder' | 'archive';
}

/** Of its folder or archive, without what says how it is packed. */
export function nameOf({ path, kind }: Pick<Source, 'path' | 'kind'>): string {
  return kind === 'archive' ? basename(path).replace(archiveEnding, '') : basename(path);
}

/** Something that lies among submissions and is none that can be read. */
export interface NoSource {
  readonly id: string;
  readonly kind: 'refused' | 'unknown';
  readonly message: string;
}
