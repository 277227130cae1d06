import type { Isolation } from '../box/box.ts';
import { digestChecker } from '../judge/digest-checker.ts';
import { digestFolder } from '../judge/digest-folder.ts';
import type { JudgeResult } from '../judge/verdict.ts';
import { repository } from '../repository.ts';
import { checkerVersion } from '../version.ts';
import type { Work } from './survey-class.ts';

/** The result of a submission over which the grading process died: nothing is known, and nobody is charged. */
export function crashedResult(
  { exercise, digest }: Work,
  why: string,
  {
    isolation,
    seed,
    now,
  }: { readonly isolation: Isolation; readonly seed: number | null; readonly now: () => Date },
): JudgeResult {
  // Where the project lies on this machine is nobody's business.
  const verdict = {
    kind: 'inconclusive',
    cause: `The judge itself failed, twice: ${why.replaceAll(`${repository}/`, '')}`,
    hint: 'Grade again; if it stays, look at this submission alone, and report it with this text.',
  } as const;
  return {
    exercise: exercise.id,
    results: exercise.manifest.requirements.map(({ slug }) => ({
      slug,
      verdict,
      durationMs: 0,
      seed: seed ?? 0,
    })),
    seed: seed ?? 0,
    startedAt: now().toISOString(),
    durationMs: 0,
    interrupted: false,
    ownTests: '',
    provenance: {
      snapshot: digest,
      course: digestFolder(exercise.folder),
      checker: checkerVersion,
      checkerDigest: digestChecker(repository),
      node: process.version,
      services: [],
      isolation,
      weaknesses: [],
    },
  };
}
