import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSnapshot } from '../../build-snapshot.ts';
import type { Attack } from './attack.ts';
import type { Judged } from './judged.ts';
import type { LaidSubmission } from './lay-submission.ts';
import { outcomeOf, settle, withDescriptor } from './run-judge.ts';
import type { Stage } from './stage.ts';
import { watchProcesses } from './watch.ts';

/** Of the stand-in, which gives each of three runs nine. */
const patienceMs = 35_000;
const standIn = fileURLToPath(new URL('./stand-in.ts', import.meta.url));

/** Runs it with nothing between it and the machine, to see whether it does what it says. */
export async function runBare(options: {
  readonly kind: Attack['against'];
  readonly submission: LaidSubmission;
  readonly stage: Stage;
  readonly repository: string;
  readonly node: string;
  readonly signal: AbortSignal;
}): Promise<Judged> {
  const { kind, submission, stage, repository, node, signal } = options;
  const startedAt = performance.now();
  const folder = join(stage.temporary, 'bare');
  const [snapshot, app] = [join(folder, 'snapshot'), join(folder, 'app')];
  mkdirSync(folder);
  chmodSync(folder, 0o755);
  // Who judges is seen by who started it.
  submission.aim(0);
  // Links are followed, as an upload that is unpacked by a careless tool would be.
  const copy = spawn('cp', ['-rL', '--copy-contents', submission.folder, snapshot], {
    stdio: 'ignore',
    timeout: 5000,
  });
  const [, ended] = (await once(copy, 'exit')) as [number | null, string | null];
  if (ended !== null)
    return {
      ...nothing,
      ending: { kind: 'broken', why: 'copying it never ends' },
      durationMs: performance.now() - startedAt,
    };
  if (kind === 'source') return runCompiler(snapshot, options, startedAt);
  const built = await buildSnapshot({ snapshot, app, repository, packages: [] });
  if (built.kind === 'broken') return { ...nothing, durationMs: performance.now() - startedAt };
  const entry = join(app, kind === 'module' ? 'src/index.js' : 'src/main.js');
  const child = spawn(node, [standIn, folder, entry, kind], {
    cwd: stage.folder,
    env: stage.env,
    stdio: withDescriptor(stage.descriptor),
  });
  const watch = watchProcesses(child.pid ?? 0, stage.folder);
  const [code, killed, stdout, stderr] = await outcomeOf(child, signal, patienceMs);
  const survivors = await settle(watch.survivors);
  const seen = watch.stop();
  const { said, unearned } = readTold(stdout);
  return {
    ...nothing,
    ending:
      said === null
        ? { kind: 'broken', why: `the stand-in for a judge ended with ${killed ?? code}` }
        : nothing.ending,
    texts: [stdout, stderr],
    shown: said ?? [],
    said: said ?? nothing.said,
    unearned,
    seen,
    survivors,
    durationMs: performance.now() - startedAt,
  };
}

const nothing: Omit<Judged, 'durationMs'> = {
  ending: { kind: 'refused', why: 'nobody judges here' },
  texts: [],
  shown: [],
  said: ['', ''],
  unearned: false,
  seen: {
    memoryBytes: 0,
    processes: 0,
    threads: 0,
    openFiles: 0,
    writtenBytes: 0,
    files: 0,
    judgeBytes: 0,
    ownUsers: false,
  },
  survivors: 0,
};

/** As people run it, in the folder that was handed in. */
async function runCompiler(
  snapshot: string,
  { stage, repository, node, signal }: Parameters<typeof runBare>[0],
  startedAt: number,
): Promise<Judged> {
  const args = [join(repository, 'node_modules/typescript-7/bin/tsc'), '--noEmit', '--pretty', 'false'];
  const config = existsSync(join(snapshot, 'tsconfig.json'))
    ? ['-p', '.']
    : ['--strict', '--allowImportingTsExtensions', 'src/attack.ts'];
  const child = spawn(node, [...args, ...config], {
    cwd: snapshot,
    env: stage.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [, , stdout, stderr] = await outcomeOf(child, signal, patienceMs);
  return {
    ...nothing,
    texts: [stdout, stderr],
    shown: [stdout],
    durationMs: performance.now() - startedAt,
  };
}

function readTold(stdout: string): {
  readonly said: readonly [string, string] | null;
  readonly unearned: boolean;
} {
  try {
    return JSON.parse(stdout) as { readonly said: readonly [string, string]; readonly unearned: boolean };
  } catch {
    return { said: null, unearned: false };
  }
}
