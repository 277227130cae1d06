import { lstatSync } from 'node:fs';
import { notSupported } from '../intake/archive-errors.ts';
import { unpackArchive } from '../intake/unpack-archive.ts';
import type { Source } from './source.ts';

export interface ReceiveOptions {
  /** A folder of ours that does not exist yet, for what is unpacked. */
  readonly target: string;
  readonly signal: AbortSignal;
  readonly git: string | null;
  readonly user: { readonly uid: number; readonly gid: number } | null;
}

/** @returns the folder with the submission: its own, or what was unpacked of it. Throws what `unpackArchive` throws. */
export async function receive(
  { path, kind }: Pick<Source, 'path' | 'kind'>,
  options: ReceiveOptions,
): Promise<string> {
  if (kind === 'archive') {
    await unpackArchive(path, options.target, { ...options, scratch: `${options.target}-git` });
    return options.target;
  }
  if (!lstatSync(path).isDirectory()) throw notSupported('it is no folder any more');
  return path;
}
