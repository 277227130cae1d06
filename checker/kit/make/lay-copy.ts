import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { actAs } from '../../src/box/identity.ts';
import type { Scenario } from '../scenario.ts';

/** Old enough that whatever make writes is newer, and all of the same age: no file of it is out of date by chance. */
const ageMs = 60_000;

/** A copy of the submission in the working directory of the box. It belongs to the box's user, who may write to it. */
export function layCopy({ run, box }: Pick<Scenario, 'run' | 'box'>, folder: string): string {
  const work = join(box().scratch, 'work');
  const then = new Date(Date.now() - ageMs);
  actAs(box().identity, work, () => {
    cpSync(run.snapshot, folder, { recursive: true });
    layPackages(join(run.repository, 'node_modules'), join(folder, 'node_modules'));
    for (const { path, mode } of [...below(folder), { path: folder, mode: 0o755 }]) {
      chmodSync(path, mode);
      utimesSync(path, then, then);
    }
  });
  return join(work, folder);
}

/**
 * The packages, by links. TypeScript is the native one, which `compiles` asks too: a target that compiles takes a third of
 * the time with it.
 */
function layPackages(packages: string, folder: string): void {
  mkdirSync(join(folder, '.bin'), { recursive: true });
  for (const name of readdirSync(packages).filter((each) => !each.startsWith('.'))) {
    symlinkSync(join(packages, name), join(folder, name));
  }
  for (const name of readdirSync(join(packages, '.bin'))) {
    symlinkSync(join(packages, '.bin', name), join(folder, '.bin', name));
  }
  const native = join(packages, 'typescript-7');
  for (const [link, target] of [
    ['typescript', native],
    ['.bin/tsc', join(native, 'bin/tsc')],
  ] as const) {
    rmSync(join(folder, link), { force: true });
    symlinkSync(target, join(folder, link));
  }
}

/** What is in a folder comes before the folder, whose time it would change. Snapshots hold files and folders, no links. */
function below(folder: string): { readonly path: string; readonly mode: number }[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return [...below(path), { path, mode: 0o755 }];
    return entry.isFile() ? [{ path, mode: 0o644 }] : [];
  });
}

/** A folder of commands that are found before the machine's own. */
export function layCommands(
  { box }: Pick<Scenario, 'box'>,
  commands: Readonly<Record<string, string>>,
): string {
  return actAs(box().identity, join(box().scratch, 'work'), () => {
    mkdirSync('../tmp', { recursive: true });
    const folder = mkdtempSync('../tmp/commands-');
    for (const [name, script] of Object.entries(commands)) {
      writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }
    return join(box().scratch, 'work', folder);
  });
}
