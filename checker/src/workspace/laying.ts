import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { layingFolder, workspaceFolder } from './layout.ts';

/*
 * A folder for the workspace is put together under workspace/.checker/laying/ and renamed into place. Whole folders are
 * marked by their name before the old one makes room: if the checker is killed between the two renames, the next one
 * finds `<id>.ready` with no folder of that name in the workspace, and finishes. Everything else there is unfinished and
 * holds only copies, so that it can go. All of this happens under the lock: nobody else is at it.
 */

/** A folder on the file system of the workspace, put together by `fill`; gone again when that fails, on a full disk say. */
export function prepare<T>(
  root: string,
  exercise: string,
  fill: (laying: string) => T,
): { laying: string; laid: T } {
  mkdirSync(layingFolder(root), { recursive: true });
  const laying = mkdtempSync(join(layingFolder(root), `${exercise}.unfinished-`));
  try {
    return { laying, laid: fill(laying) };
  } catch (error) {
    rmSync(laying, { recursive: true, force: true });
    throw error;
  }
}

/** Puts a folder that is whole into its place, where nothing is. */
export function finish(laying: string, folder: string): void {
  mkdirSync(dirname(folder), { recursive: true });
  renameSync(laying, folder);
}

/** Marks a folder as whole. What it holds is not thrown away any more. */
export function markReady(laying: string): string {
  const [exercise = ''] = basename(laying).split('.');
  const ready = join(dirname(laying), `${exercise}.ready`);
  renameSync(laying, ready);
  return ready;
}

/** Finishes what a killed checker had ready, and removes what it had not. Returns the exercises that were finished. */
export function clearUnfinished(root: string): readonly string[] {
  const laying = layingFolder(root);
  if (!existsSync(laying)) return [];
  return readdirSync(laying).flatMap((name) => {
    const [exercise = '', state] = name.split('.');
    const folder = workspaceFolder(root, exercise);
    if (state === 'ready' && !existsSync(folder)) {
      finish(join(laying, name), folder);
      return [exercise];
    }
    rmSync(join(laying, name), { recursive: true, force: true });
    return [];
  });
}
