import { closeSync, lstatSync, openSync, readlinkSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { actAs } from '../src/box/identity.ts';
import { broken } from './expect.ts';
import type { Scenario } from './scenario.ts';

/** As many links as Linux follows; see path_resolution(7). */
const mostLinks = 40;

/**
 * Fails the requirement where a path of the box's leads out of its scratch folder. The judge sees more of the machine than
 * the box does: without this, a link that a submission lays would be followed to where the submission itself cannot go.
 *
 * The working directory has to be `work/`, as the submission may have put a link in its place too.
 */
export function refuseWayOut(scratch: string, path: string): void {
  const root = realpathSync(scratch);
  if (process.cwd() !== join(root, 'work')) leadsOut('the working directory');
  const target = resolveLinks(isAbsolute(path) ? path : join(root, 'work', path), mostLinks);
  if (target !== root && !target.startsWith(`${root}/`)) leadsOut(path);
}

/** The same of what was opened: between looking and opening, somebody may have laid a link. Linux can tell. */
export function refuseFileElsewhere(scratch: string, descriptor: number, path: string): void {
  if (process.platform !== 'linux') return;
  if (readlinkSync(`/proc/self/fd/${descriptor}`).startsWith(`${realpathSync(scratch)}/`)) return;
  closeSync(descriptor);
  leadsOut(path);
}

/** Lays a file of the judge's into the working directory, in place of whatever has that name. */
export function layInWork({ box }: Pick<Scenario, 'box'>, name: string, text: string): string {
  const { scratch, identity } = box();
  const work = join(scratch, 'work');
  actAs(identity, work, () => {
    refuseWayOut(scratch, '.');
    rmSync(name, { force: true, recursive: true });
    // It follows no link.
    writeFileSync(name, text, { flag: 'wx' });
  });
  return join(work, name);
}

function leadsOut(path: string): never {
  return broken({
    expected: `${path} to be in the folder that the program was started in`,
    saw: 'a link that leads out of it',
    look: 'Where does the link lead? The judge follows none out of that folder.',
  });
}

/** Where a path leads, also when there is nothing yet. */
function resolveLinks(path: string, left: number): string {
  if (left === 0) return '/';
  try {
    return realpathSync(path);
  } catch {
    if (isLink(path)) {
      const target = readlinkSync(path);
      return resolveLinks(isAbsolute(target) ? target : join(dirname(path), target), left - 1);
    }
    return path === dirname(path) ? path : join(resolveLinks(dirname(path), left - 1), basename(path));
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

/** Opens, and refuses what turned out to lie elsewhere. */
export function openInScratch(scratch: string, path: string, flags: number, mode?: number): number {
  refuseWayOut(scratch, path);
  const descriptor = openSync(path, flags, mode);
  refuseFileElsewhere(scratch, descriptor, path);
  return descriptor;
}
