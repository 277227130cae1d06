import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Exercise } from '../../course/course.ts';
import type { Judge } from '../judge.ts';
import { seedOf } from '../seed.ts';
import type { JudgeResult } from '../verdict.ts';
import { askedOf } from './asked-of.ts';
import { drawConclusions, type Judged, type Subject } from './draw-conclusions.ts';
import { drawMutants } from './draw-mutants.ts';
import { layMutant, type Mutant, readMutants } from './mutant.ts';
import type { Proof } from './proof.ts';

export interface ProveOptions {
  /** Each judges one subject at a time. */
  readonly judges: readonly [Judge, ...Judge[]];
  readonly exercise: Exercise;
  readonly seed: number;
  readonly repeats: number;
  /** Judges each mutant by the requirements that it names alone: whether it is precise stays unknown. */
  readonly quick: boolean;
  /** Mutants to judge besides the right solutions and the starter. */
  readonly mutants: 'all' | 'none' | { readonly drawn: number } | { readonly named: readonly string[] };
  readonly signal: AbortSignal;
  readonly onSubject: (subject: Subject, done: number, total: number) => void;
}

/**
 * Tests the hidden tests: right solutions must pass everything, wrong ones must fail exactly what they were made to fail,
 * and the starter must not be given anything.
 */
export async function proveExercise(options: ProveOptions): Promise<Proof> {
  const { exercise, judges } = options;
  // Where one judge fails, the others stop as well.
  const over = new AbortController();
  const signal = AbortSignal.any([options.signal, over.signal]);
  const started = performance.now();
  const folder = mkdtempSync(join(judges[0].folder, 'prove-'));
  const mutants = readMutants(join(exercise.solutions, 'mutants'));
  const subjects = subjectsOf(exercise, choose(mutants, options), folder);
  const rounds = Array.from({ length: options.repeats }, (_, repeat) =>
    subjects.map((subject) => ({ subject, repeat })),
  ).flat();
  const judged: Judged[] = [];
  // All judges take from one queue; what they found stands in the queue's order.
  const queue = rounds.entries();
  const judgeOnwards = async (judge: Judge) => {
    for (const [place, { subject, repeat }] of queue) {
      signal.throwIfAborted();
      options.onSubject(subject, place, rounds.length);
      const only =
        subject.kind === 'mutant' ? askedOf(subject.mutant, exercise.manifest, options.quick) : undefined;
      const result = await judge.judge(exercise, subject.folder, {
        seed: seedOf(options.seed, `${subject.name} ${repeat}`),
        signal,
        ...(only === undefined ? {} : { only }),
      });
      signal.throwIfAborted();
      judged[place] = { subject, result: result satisfies JudgeResult };
    }
  };
  try {
    const ended = judges.map((judge) =>
      judgeOnwards(judge).catch((error: unknown) => {
        over.abort(error);
        throw error;
      }),
    );
    await Promise.allSettled(ended);
    await Promise.all(ended);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return drawConclusions(exercise, mutants, judged, {
    quick: options.quick,
    repeats: options.repeats,
    seed: options.seed,
    durationMs: Math.round(performance.now() - started),
  });
}

function choose(
  mutants: readonly Mutant[],
  { mutants: wanted, seed }: Pick<ProveOptions, 'mutants' | 'seed'>,
): readonly Mutant[] {
  if (wanted === 'all') return mutants;
  if (wanted === 'none') return [];
  if ('drawn' in wanted) return drawMutants(mutants, wanted.drawn, seed);
  return mutants.filter(({ slug }) => wanted.named.includes(slug));
}

function subjectsOf(exercise: Exercise, mutants: readonly Mutant[], folder: string): Subject[] {
  const reference = join(exercise.solutions, 'reference');
  const variants = join(exercise.solutions, 'variants');
  const names = existsSync(variants) ? readdirSync(variants).sort() : [];
  return [
    { kind: 'starter', name: 'starter', folder: join(exercise.folder, 'starter') },
    { kind: 'reference', name: 'reference', folder: reference },
    ...names.map(
      (name): Subject => ({ kind: 'variant', name: `variant ${name}`, folder: join(variants, name) }),
    ),
    ...mutants.map((mutant): Subject => {
      const target = join(folder, mutant.slug);
      layMutant(mutant, reference, target);
      return { kind: 'mutant', name: `mutant ${mutant.slug}`, folder: target, mutant };
    }),
  ];
}
