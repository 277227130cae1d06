import type { Walls } from '../box/walls.ts';
import type { Manifest } from '../course/manifest.ts';
import type { ServiceAccess } from '../services/access.ts';
import type { Mirrors } from '../services/passages.ts';

/**
 * What the judging processes are told about the run, as plain data. Paths are absolute. It never enters a box.
 */
export interface RunContext {
  readonly manifest: Manifest;
  /** The checker's own repository: its packages serve the static checks, the own tests and submissions. */
  readonly repository: string;
  /** weeks/…/hidden of the exercise. */
  readonly hidden: string;
  /** The learner's files as they were frozen. */
  readonly snapshot: string;
  /** The built snapshot that boxes run. */
  readonly app: string;
  /** The built driver, or null where the exercise has none. */
  readonly driver: string | null;
  /** Of this judging of this submission. */
  readonly folder: string;
  /** Where boxes are made. */
  readonly boxes: string;
  /** The file that every verdict is appended to as it comes. */
  readonly record: string;
  readonly seed: number;
  readonly node: string;
  readonly walls: Walls;
  /** PATH of the judge, for tools such as strace. */
  readonly path: string;
  /** The servers that the exercise uses, with the judge's own credentials. */
  readonly services: ServiceAccess;
  /** Where judging processes have a network of their own: what leads out of it. */
  readonly mirrors: Mirrors | null;
  /** Only these requirements are judged; null for all. Prerequisites outside the list count as passed. */
  readonly only: readonly string[] | null;
  /** Of a suite: what the exercise itself has to keep; once one of these broke, nothing more of the suite is judged. */
  readonly prerequisites: { readonly record: string; readonly slugs: readonly string[] } | null;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** By the folder of the hidden files that judge for it. */
    runs: Readonly<Record<string, RunContext>>;
  }
}
