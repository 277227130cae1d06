import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';

export interface Screen {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const launcher = resolve(import.meta.dirname, '../../bin/checker');

/** Runs the real command line on a course as a learner would, with nobody to answer questions. */
export async function runChecker(
  root: string,
  args: readonly string[],
  { columns = 80, env = {} }: { columns?: number; env?: Readonly<Record<string, string>> } = {},
): Promise<Screen> {
  const child = spawn(launcher, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH ?? '',
      HOME: root,
      TZ: 'UTC',
      LANG: 'C.UTF-8',
      CHECKER_ROOT: root,
      COLUMNS: String(columns),
      ...env,
    },
  });
  const ended = new Promise<number | null>((settle) => child.once('close', settle));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}

/** Both streams and the exit code as one text for a golden file; what differs from run to run is replaced. */
export function tellScreen({ code, stdout, stderr }: Screen, root: string): string {
  return [stdout, ...(stderr === '' ? [] : ['--- stderr\n', stderr]), `--- exit ${code}\n`]
    .join('')
    .replaceAll(root, '<root>')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d/g, '<time>');
}
