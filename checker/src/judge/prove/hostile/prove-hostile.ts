import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Isolation } from '../../../box/box.ts';
import { removeTree } from '../../../box/remove-tree.ts';
import type { Attack } from './attack.ts';
import { type Breach, findBreaches } from './find-breaches.ts';
import { guard } from './find-changes.ts';
import type { AttackResult, HostileProof, IsolationResult } from './hostile-proof.ts';
import type { Judged } from './judged.ts';
import { laySubmission } from './lay-submission.ts';
import { loadAttacks } from './load-attacks.ts';
import { runBare } from './run-bare.ts';
import { runJudge } from './run-judge.ts';
import { openStage, type Stage } from './stage.ts';

export interface HostileOptions {
  readonly repository: string;
  readonly node: string;
  readonly path: string;
  /** The system's folder for temporary files. */
  readonly temporary: string;
  /** Of container boxes, where it is not the usual one. */
  readonly boxImage?: string | undefined;
  readonly isolations: readonly Isolation[];
  /** Slugs; all where there are none. */
  readonly only: readonly string[];
  readonly signal: AbortSignal;
  /** What came of an attack at one place, as it becomes known. */
  readonly onNews?: (news: string, done: number, total: number) => void;
}

/** The course that attacks are judged by, what they are laid over, and the attacks themselves. */
export function corpusIn(repository: string): string {
  return join(repository, 'checker/hostile');
}

interface TryOptions extends HostileOptions {
  readonly compiled: string;
}

/** Every attack without walls, then behind each kind of them; one after the other, since many fill the machine. */
export async function proveHostile(wishes: HostileOptions): Promise<HostileProof> {
  const compiled = mkdtempSync(join(wishes.temporary, 'hostile-compiled-'));
  try {
    return await tryAttacks({ ...wishes, compiled });
  } finally {
    removeTree(compiled);
  }
}

async function tryAttacks(options: TryOptions): Promise<HostileProof> {
  const { isolations, only, signal } = options;
  const attacks = loadAttacks(join(corpusIn(options.repository), 'attacks')).filter(
    ({ slug }) => only.length === 0 || only.includes(slug),
  );
  const results: AttackResult[] = [];
  for (const [index, attack] of attacks.entries()) {
    const tell = (news: string) => options.onNews?.(`${attack.slug}: ${news}`, index, attacks.length);
    if (signal.aborted) break;
    const control = await tryBare(attack, options);
    tell(`without walls it ${control.kind.replace('-', ' ')}`);
    const behind: IsolationResult[] = [];
    for (const isolation of isolations) {
      if (signal.aborted) break;
      const result = await tryBehind(attack, isolation, options);
      behind.push(result);
      tell(
        `${isolation}: ${result.outcome}${result.breaches.map(({ prize, told }) => `; ${prize}, ${told}`).join('')} (${result.ending}; ${result.durationMs} ms)`,
      );
    }
    if (!signal.aborted) {
      const { slug, folder: _, ...manifest } = attack;
      results.push({ slug, attack: manifest, control, isolations: behind });
    }
  }
  const holes = results.flatMap(({ slug, isolations: each }) =>
    each
      .filter(({ outcome, admitted }) => outcome === 'not-contained' && !admitted)
      .map(({ isolation }) => ({ slug, isolation })),
  );
  return { isolations, results, holes, interrupted: signal.aborted };
}

async function tryBare(attack: Attack, options: TryOptions): Promise<AttackResult['control']> {
  if (attack.prize === null) return { kind: 'not-shown', why: 'It wants nothing that walls could hold.' };
  if (attack.control.kind === 'none') return { kind: 'not-shown', why: attack.control.why };
  try {
    const [, breaches] = await stageOne(attack, options, (stage, submission) =>
      runBare({ ...options, kind: attack.against, stage, submission }),
    );
    const worked = breaches.some(({ prize }) => prize === attack.prize);
    return worked ? { kind: 'worked', breaches } : { kind: 'did-nothing' };
  } catch (error) {
    return { kind: 'not-shown', why: `It could not be tried here: ${messageOf(error)}` };
  }
}

async function tryBehind(
  attack: Attack,
  isolation: Isolation,
  options: TryOptions,
): Promise<IsolationResult> {
  const admitted = isolation === 'process' && attack.process === 'open';
  const [judged, breaches] = await stageOne(attack, options, (stage, submission) =>
    runJudge({ ...options, kind: attack.against, isolation, stage, submission }),
  );
  const held = attack.prize === null ? 'not-applicable' : 'contained';
  return {
    isolation,
    outcome: breaches.length === 0 ? held : 'not-contained',
    admitted,
    breaches,
    ending: tellEnding(judged.ending),
    durationMs: Math.round(judged.durationMs),
  };
}

async function stageOne(
  attack: Attack,
  { repository, path, temporary, boxImage, compiled }: TryOptions,
  run: (stage: Stage, submission: ReturnType<typeof laySubmission>) => Promise<Judged>,
): Promise<readonly [Judged, readonly Breach[]]> {
  const corpus = corpusIn(repository);
  await using stage = await openStage(corpus, temporary, path, boxImage, compiled);
  using submission = laySubmission(attack, attack.against, corpus, stage, repository);
  const guarded = guard(stage, repository);
  const judged = await run(stage, submission);
  return [judged, findBreaches(judged, stage, guarded.changes())];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
}

function tellEnding(ending: Judged['ending']): string {
  switch (ending.kind) {
    case 'report': {
      const { report } = ending;
      return report.requirements.map(({ slug, verdict }) => `${slug} ${verdict.kind}`).join(', ');
    }
    case 'refused':
      return `refused: ${ending.why}`;
    case 'broken':
      return ending.why;
    default:
      return ending satisfies never;
  }
}
