import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished } from 'vitest';
import { processesNaming } from '../../src/box/process-table.ts';
import { type RecordLine, readRecord } from '../../src/judge/record.ts';
import { repository } from '../../src/repository.ts';
import { copyCourse } from '../temp-folder.ts';

const launcher = join(repository, 'checker/bin/checker');

/** Somebody who works through a copy of the small course, on a machine where nothing else happens. */
export interface Learner {
  readonly root: string;
  /** Where the checker keeps what goes with a run. */
  readonly tmp: string;
  /** Runs the checker to its end. */
  run(args: readonly string[], how?: How): Promise<Ended>;
  /** Starts it; it is ended with the test at the latest. */
  start(args: readonly string[], how?: How): Running;
  /** Puts files into the workspace's folder of `greet`. */
  write(files: Readonly<Record<string, string>>): void;
  /** What the running judging has recorded so far. */
  recorded(): readonly RecordLine[];
  /** Waits until nothing of the checker is left: no process, no folder. */
  nothingLeft(): Promise<void>;
}

/** How it is started: directly, with a command before it, or through script(1), which gives it a terminal. */
export type How = { readonly before: readonly string[] } | { readonly terminal: string };

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

export type Work = 'none' | 'starter' | 'reference';

export function settle(work: Work): Learner {
  const root = copyCourse();
  // As people keep their projects: where root judges, the box's user passes through.
  chmodSync(root, 0o755);
  const tmp = join(root, 'tmp');
  const greet = join(root, 'workspace/greet');
  mkdirSync(tmp, { mode: 0o755 });
  if (work !== 'none') cpSync(join(root, folders[work]), greet, { recursive: true });

  const start: Learner['start'] = (args, how = { before: [] }) => {
    const [file, ...rest] = commandOf(args, how);
    const child = spawn(file, rest, {
      cwd: root,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH ?? '',
        HOME: root,
        TMPDIR: tmp,
        TZ: 'UTC',
        LANG: 'C.UTF-8',
        TERM: 'xterm',
        CHECKER_ROOT: root,
        CHECKER_CACHE: join(root, 'cache'),
      },
    });
    onTestFinished(() => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    });
    const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]).then(
      ([stdout, stderr]) => ({ code: child.exitCode, stdout, stderr }),
    );
    return { child, ended };
  };
  return {
    root,
    tmp,
    start,
    async run(args, how) {
      const { child, ended } = start(args, how);
      child.stdin?.end();
      return ended;
    },
    write(files) {
      for (const [path, content] of Object.entries(files)) {
        mkdirSync(join(greet, path, '..'), { recursive: true });
        writeFileSync(join(greet, path), content);
      }
    },
    recorded() {
      try {
        return submissionsIn(tmp).flatMap((folder) => readRecord(join(folder, 'record.jsonl')).lines);
      } catch {
        // It is being cleared away at this moment.
        return [];
      }
    },
    async nothingLeft() {
      await expect.poll(() => processesNaming(tmp), { timeout: 10_000 }).toEqual([]);
      expect(readdirSync(tmp)).toEqual([]);
    },
  };
}

function commandOf(args: readonly string[], how: How): [string, ...string[]] {
  if ('terminal' in how) {
    return [how.terminal, '-q', '-e', '-f', '-c', [launcher, ...args].join(' '), '/dev/null'];
  }
  return [...how.before, launcher, ...args] as [string, ...string[]];
}

const folders = {
  starter: 'weeks/week-1-first-steps/01-greet/starter',
  reference: 'solutions/week-1/01-greet/reference',
} as const;

function submissionsIn(tmp: string): string[] {
  return readdirSync(tmp)
    .filter((name) => name.startsWith('checker-run-'))
    .flatMap((name) => readdirSync(join(tmp, name)).map((each) => join(tmp, name, each)))
    .filter((folder) => existsSync(join(folder, 'record.jsonl')));
}

/** A program that keeps the first two promises and hangs in the third. */
export const hangsOnMany = `
const names = process.argv.slice(2);
if (names.length === 0) { console.error('whom?'); process.exitCode = 2; }
if (names.length > 1) setInterval(() => {}, 1000);
else for (const name of names) console.log('hello ' + name);
`;

/** Both of the first are decided, and the third is being judged. */
export function isHanging({ recorded }: Learner): boolean {
  const lines = recorded();
  const ended = lines.filter(({ kind }) => kind === 'ended').map(({ slug }) => slug);
  return (
    ended.length === 2 &&
    !ended.includes('greets-many') &&
    lines.some(({ kind, slug }) => kind === 'started' && slug === 'greets-many')
  );
}
