import type { Gate } from '../grading/graded.ts';
import type { Reading, Sentence } from '../reading/read-answer.ts';
import type { Token } from '../reading/tokenize.ts';
import type { GateContext } from './gate-context.ts';
import { shareWithin, shinglesOf } from './shingles.ts';
import { isToTheGrader } from './to-the-grader.ts';
import { suspicionsOf } from './whole-answer.ts';
import { shareOfFunctionWords } from './word-order.ts';

export interface Checked {
  /** What may earn points. */
  readonly sentences: readonly Sentence[];
  readonly gates: readonly Gate[];
  /** Why a human should look. */
  readonly review: readonly string[];
}

const mostWords = 450;

/**
 * Takes out of an answer what is no answer: the question itself, a known answer, lists of terms, shuffled words, words to
 * the grader, another question's answer. A gate that is unsure takes nothing out and asks for a human.
 */
export function checkAnswer(reading: Reading, context: GateContext): Checked {
  const gates: Gate[] = [];
  const review: string[] = [];
  const own = reading.sentences.filter((sentence) => {
    const gate = gateOf(sentence, context);
    if (gate !== null) gates.push({ ...gate, about: { sentence: sentence.text } });
    return gate === null;
  });
  if (gates.some(({ kind }) => kind === 'to-the-grader')) review.push('a part is addressed to the grader');
  const { kept, cut } = firstWords(own, mostWords);
  if (cut)
    gates.push({
      kind: 'too-long',
      about: 'all',
      reason: `Only the first ${mostWords} words were read; say it in 250.`,
    });
  const suspicions = suspicionsOf(
    kept.filter(({ kind }) => kind === 'prose'),
    context,
  );
  const certain = suspicions.find(({ sure }) => sure);
  if (certain !== undefined) {
    const { kind, reason, review: why } = certain;
    return {
      sentences: [],
      gates: [...gates, { kind, about: 'all', reason }],
      review: [...review, ...(why === null ? [] : [why])],
    };
  }
  return {
    sentences: kept,
    gates,
    review: [...review, ...suspicions.flatMap(({ review: why }) => why ?? [])],
  };
}

function gateOf({ text, tokens, kind }: Sentence, context: GateContext): Omit<Gate, 'about'> | null {
  if (isToTheGrader(text))
    return {
      kind: 'to-the-grader',
      reason: 'This is not about the subject: it tells the grader what to do.',
    };
  if (kind === 'code') return null;
  if (shareWithin(shinglesOf(tokens, 4), context.asked) >= 0.5)
    return { kind: 'copied-question', reason: 'These are the words of the question.' };
  if (isPile(tokens))
    return { kind: 'word-pile', reason: 'These are terms side by side. Say how they hang together.' };
  return null;
}

/** Eight and more words of which hardly one holds the others together. */
function isPile(tokens: readonly Token[]): boolean {
  return tokens.length >= 8 && shareOfFunctionWords(tokens) < 0.06;
}

function firstWords(
  sentences: readonly Sentence[],
  most: number,
): { kept: readonly Sentence[]; cut: boolean } {
  let words = 0;
  const end = sentences.findIndex(({ tokens }) => {
    words += tokens.length;
    return words > most;
  });
  return end === -1 ? { kept: sentences, cut: false } : { kept: sentences.slice(0, end), cut: true };
}
