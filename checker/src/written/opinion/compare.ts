import type { Graded } from '../grading/graded.ts';
import { normalize } from '../reading/normalize.ts';
import type { Rubric } from '../rubric/rubric-schema.ts';
import type { OpinionReply } from './reply.ts';
import type { SecondOpinion } from './second-opinion.ts';

/** Shorter quotes stand in any text. */
const fewestWords = 3;

/**
 * Holds a model's reply against the grader's marks. What it claims to have found counts only with a quote whose words stand
 * in the sentences that were sent; only what would move marks is a difference.
 */
export function compare(
  reply: OpinionReply,
  { graded, rubric, sentences }: { graded: Graded; rubric: Rubric; sentences: readonly string[] },
): Omit<Extract<SecondOpinion, { kind: 'given' }>, 'kind' | 'model'> {
  const text = wordsOf(sentences.join('\n'));
  const differs: string[] = [];
  const unfounded: string[] = [];
  let earned = 0;
  let lost = 0;
  for (const { id, verdict, quote } of reply.concepts) {
    const isCovered = verdict === 'covered';
    if (verdict !== 'missing' && !standsIn(text, quote)) unfounded.push(id);
    else {
      const concept = graded.concepts.find((each) => each.id === id);
      if (isCovered) earned += concept?.points ?? 0;
      if (isCovered !== (concept?.verdict === 'covered')) differs.push(id);
    }
  }
  for (const { id, verdict, quote } of reply.misconceptions) {
    const isHeld = verdict === 'held';
    if (isHeld && !standsIn(text, quote)) unfounded.push(id);
    else {
      if (isHeld) lost += rubric.misconceptions.find((each) => each.id === id)?.penalty ?? 0;
      if (isHeld !== graded.misconceptions.some((each) => each.id === id)) differs.push(id);
    }
  }
  /** Only a quote that was found in the answer is passed on. */
  const shown = (id: string, quote: string | null, isClaim: boolean) =>
    !isClaim || quote === null || unfounded.includes(id) ? null : normalize(quote).trim();
  return {
    concepts: reply.concepts.map(({ id, verdict, quote }) => ({
      id,
      verdict,
      quote: shown(id, quote, verdict !== 'missing'),
    })),
    misconceptions: reply.misconceptions.map(({ id, verdict, quote }) => ({
      id,
      verdict,
      quote: shown(id, quote, verdict === 'held'),
    })),
    marks: Math.max(0, earned - lost),
    differs,
    unfounded,
  };
}

function standsIn(text: readonly string[], quote: string | null): boolean {
  const words = wordsOf(quote ?? '');
  return words.length >= fewestWords && ` ${text.join(' ')} `.includes(` ${words.join(' ')} `);
}

/** Read as the grader reads; marks between the words, and capital letters, do not count. */
function wordsOf(text: string): string[] {
  return (
    normalize(text)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}
