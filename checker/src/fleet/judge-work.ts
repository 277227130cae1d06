import { CheckerError, errorKinds } from '../errors.ts';
import type { JudgeResult } from '../judge/verdict.ts';
import { type Grader, GraderDied } from './grader.ts';
import type { Answer } from './grader-protocol.ts';
import type { Work } from './survey-class.ts';

export type Word =
  | { readonly kind: 'judged'; readonly result: JudgeResult }
  | { readonly kind: 'refused'; readonly message: string }
  /** The grading process died over it twice, or a mistake of ours came up twice. */
  | { readonly kind: 'crashed'; readonly why: string }
  | { readonly kind: 'stopped' };

/** Longer than a judge gives any submission (15 minutes), so that its own word comes first. */
const deadlineMs = 20 * 60_000;

/**
 * Has a grader judge one exercise of one submission. A crash on the way is ours: it is tried once more. Throws what is wrong
 * with the machine, since the next submission would fare no better.
 */
export async function judgeWork(
  grader: Grader,
  { source, exercise }: Work,
  options: {
    readonly asked: string | null;
    readonly seed: number | null;
    readonly onCrash: (why: string) => void;
  },
): Promise<Word> {
  const request = {
    kind: 'judge',
    source,
    asked: options.asked,
    exercise: exercise.id,
    seed: options.seed,
  } as const;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await grader.ask(request, deadlineMs).catch((error: unknown): Answer => {
      if (error instanceof GraderDied) return { kind: 'broken', stack: error.message };
      throw error;
    });
    switch (answer.kind) {
      case 'judged':
        if (answer.result.interrupted) return { kind: 'stopped' };
        return answer;
      case 'stopped':
        return answer;
      case 'refused':
        if (errorKinds[answer.code] === 'environment')
          throw new CheckerError(answer.code, answer.message, { hint: answer.hint });
        return answer;
      case 'broken':
        options.onCrash(answer.stack);
        if (attempt === 2) return { kind: 'crashed', why: answer.stack.split('\n')[0] ?? '' };
        break;
      case 'surveyed':
        throw new Error('a judging was answered by a survey');
      default:
        return answer satisfies never;
    }
  }
}
