import type { Path } from './update-at.ts';

/** A path that leads nowhere. */
export class PathError extends Error {
  override readonly name = 'PathError';
  /** The steps up to the first that leads nowhere, and that one. */
  readonly path: Path;

  constructor(path: Path) {
    super(`nothing at ${JSON.stringify(path)}`);
    this.path = path;
  }
}
