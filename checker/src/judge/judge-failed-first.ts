import type { Exercise } from '../course/course.ts';
import type { Judge, JudgeOptions } from './judge.ts';
import type { JudgeResult } from './verdict.ts';

/**
 * Judges what failed last time first and everything else after it, so that the verdict that a learner waits for comes
 * first. The results are those of one judging of everything.
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
  const late = await judge.judge(exercise, submission, { ...options, seed: early.seed, only: rest });
  const results = [...early.results, ...late.results];
  return {
    ...late,
    startedAt: early.startedAt,
    durationMs: early.durationMs + late.durationMs,
    results: slugs.flatMap((slug) => results.filter((each) => each.slug === slug)),
  };
}
