import { lstatSync } from 'node:fs';
import { chooseIdentity, findTool } from '../box/identity.ts';
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
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw notSupported('it is not there any more');
  if (kind === 'archive') {
    await unpackArchive(path, options.target, { ...options, scratch: `${options.target}-git` });
    return options.target;
  }
  if (!found.isDirectory()) throw notSupported('it is no folder any more');
  return path;
}

/** What reads archives on this machine. Where root grades, git runs as the user that owns nothing, if that one gets there. */
export function archiveReader({
  tmp,
  path,
}: {
  readonly tmp: string;
  readonly path: string;
}): Pick<ReceiveOptions, 'git' | 'user'> {
  const identity = chooseIdentity([tmp], { PATH: path });
  return { git: findTool('git', path), user: identity.kind === 'nobody' ? identity : null };
}
