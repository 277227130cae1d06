import type { Exercise } from '../course/course.ts';
import type { Judge, JudgeOptions } from './judge.ts';
import { settleVerdicts } from './settle.ts';
import type { JudgeResult } from './verdict.ts';

/**
 * Judges what failed last time first and everything else after it, so that the verdict that a learner waits for comes
 * first. The results are those of one judging of everything: each part took the other's requirements as passed, so what
 * blocks what is settled over both.
 */
export async function judgeFailedFirst(
  judge: Judge,
  exercise: Exercise,
  submission: string,
  failed: readonly string[],
  options: Omit<JudgeOptions, 'only'>,
): Promise<JudgeResult> {
  const slugs = exercise.manifest.requirements.map(({ slug }) => slug);
  const first = slugs.filter((slug) => failed.includes(slug));
  if (first.length === 0) return judge.judge(exercise, submission, options);
  const early = await judge.judge(exercise, submission, { ...options, only: first });
  const rest = slugs.filter((slug) => !first.includes(slug));
  if (early.interrupted || rest.length === 0) return early;
  const late = await judge.judge(exercise, submission, {
    ...options,
    seed: early.seed,
    only: rest,
    known: early.results,
  });
  const results = new Map([...early.results, ...late.results].map((each) => [each.slug, each]));
  return {
    ...late,
    startedAt: early.startedAt,
    durationMs: early.durationMs + late.durationMs,
    results: settleVerdicts(exercise.manifest.requirements, results, () => {
      throw new Error('a judging left out a requirement that it was asked for');
    }),
  };
}
