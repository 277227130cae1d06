import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { Isolation } from '../../../box/box.ts';
import { sendSignal } from '../../../box/leftovers.ts';
import { type Report, reportSchema } from '../../../report/schema.ts';
import { renderResult } from '../../../report/terminal.ts';
import type { Attack } from './attack.ts';
import type { Judged } from './judged.ts';
import type { LaidSubmission } from './lay-submission.ts';
import type { Stage } from './stage.ts';
import { watchProcesses } from './watch.ts';

/** Three requirements of ten seconds each, twice over for what is tried again, on a busy machine. */
const patienceMs = 120_000;
const graceMs = 6000;

/** Judges it as a user would: the checker as a process of its own, which can be killed, stopped and filled. */
export async function runJudge(options: {
  readonly kind: Attack['against'];
  readonly isolation: Isolation;
  readonly submission: LaidSubmission;
  readonly stage: Stage;
  readonly repository: string;
  readonly node: string;
  readonly signal: AbortSignal;
}): Promise<Judged> {
  const { kind, isolation, submission, stage, repository, node, signal } = options;
  const junit = join(stage.folder, 'junit.xml');
  const startedAt = performance.now();
  const args = [
    ...['check', `wall-${kind}`, '--root', stage.course, '--submission', submission.folder],
    ...['--isolation', isolation, '--seed', '1', '--json', '--junit', junit],
  ];
  const child = spawn(node, [join(repository, 'checker/src/main.ts'), ...args], {
    cwd: stage.course,
    env: stage.env,
    stdio: withDescriptor(stage.descriptor),
  });
  submission.aim(child.pid ?? 0);
  const watch = watchProcesses(child.pid ?? 0, stage.folder);
  const [code, killed, stdout, stderr] = await outcomeOf(child, signal, patienceMs);
  const survivors = await settle(watch.survivors);
  const seen = watch.stop();
  const ending = readEnding(code, killed, stdout);
  const report = ending.kind === 'report' ? ending.report : null;
  const shown = [
    existsSync(junit) ? readFileSync(junit, 'utf8') : '',
    stderr,
    report === null
      ? ''
      : renderResult(report, { columns: 100, color: false, unicode: true, plain: false, verbose: true }),
  ];
  return {
    ending,
    texts: [stdout, ...shown],
    shown,
    said: [sawOf(report, 'first'), sawOf(report, 'second')],
    unearned: report?.requirements.find(({ slug }) => slug === 'unearned')?.verdict.kind === 'passed',
    seen,
    survivors,
    durationMs: performance.now() - startedAt,
  };
}

/** At the place that the attacker is told. */
export function withDescriptor(descriptor: number): ('ignore' | 'pipe' | number)[] {
  return ['ignore', 'pipe', 'pipe', ...Array.from({ length: 37 }, () => 'ignore' as const), descriptor];
}

export async function outcomeOf(
  child: ChildProcess,
  signal: AbortSignal,
  patience: number,
): Promise<readonly [code: number | null, killed: string | null, stdout: string, stderr: string]> {
  const texts = [child.stdout, child.stderr].map((stream) =>
    text(stream as NodeJS.ReadableStream).catch(() => ''),
  );
  let late = false;
  const end = () => {
    sendSignal(child.pid ?? 0, 'SIGCONT');
    child.kill('SIGTERM');
  };
  const timer = setTimeout(() => {
    late = true;
    end();
  }, patience);
  const last = setTimeout(() => child.kill('SIGKILL'), patience + graceMs);
  signal.addEventListener('abort', end, { once: true });
  const [code, killed] = (await once(child, 'exit')) as [number | null, string | null];
  clearTimeout(timer);
  clearTimeout(last);
  signal.removeEventListener('abort', end);
  // A daemon may hold the other ends.
  const said = await Promise.race([Promise.all(texts), pause(2000).then(() => ['', ''])]);
  return [code, late ? 'time' : killed, said[0] ?? '', said[1] ?? ''];
}

/** Those that are being ended need a moment. Whoever is left is ended here. */
export async function settle(survivors: () => readonly number[]): Promise<number> {
  for (let round = 0; round < 15 && survivors().length > 0; round += 1) await pause(100);
  const left = survivors();
  for (const pid of left) sendSignal(pid, 'SIGKILL');
  return left.length;
}

function readEnding(code: number | null, killed: string | null, stdout: string): Judged['ending'] {
  if (killed === 'time')
    return { kind: 'broken', why: `the judge was not done after ${patienceMs / 1000} s` };
  if (killed !== null) return { kind: 'broken', why: `the judge was ended by ${killed}` };
  let json: unknown;
  try {
    json = JSON.parse(stdout);
  } catch {
    return { kind: 'broken', why: `the judge ended with ${code} and without a report` };
  }
  const { success, data } = reportSchema.safeParse(json);
  if (success) return { kind: 'report', report: data };
  const refused = (json as { readonly error?: { readonly code?: string } } | null)?.error?.code;
  return code === 2 && refused !== undefined
    ? { kind: 'refused', why: refused }
    : { kind: 'broken', why: `the judge ended with ${code}: ${refused ?? 'its report is none'}` };
}

function sawOf(report: Report | null, wanted: string): string {
  const verdict = report?.requirements.find(({ slug }) => slug === wanted)?.verdict;
  return verdict?.kind === 'failed' ? verdict.observation.saw : '';
}
