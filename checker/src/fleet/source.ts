/** Something that was handed in, where it lies. */
export interface Source {
  /** What the grader calls it: the name of its folder or archive. Chosen by its author, so never trusted as text or path. */
  readonly id: string;
  /** Absolute. */
  readonly path: string;
  readonly kind: 'folder' | 'archive';
}

/** Something that lies among submissions and is none that can be read. */
export interface NoSource {
  readonly id: string;
  readonly kind: 'refused' | 'unknown';
  readonly message: string;
}
