import type { Gate } from '../grading/graded.ts';
import type { Reading, Sentence } from '../reading/read-answer.ts';
import type { Token } from '../reading/tokenize.ts';
import { shareWithin, shinglesOf } from './shingles.ts';
import { isToTheGrader } from './to-the-grader.ts';
import { type Topics, topicOf } from './topics.ts';
import { orderOf, shareOfFunctionWords, type WordOrder } from './word-order.ts';

export interface GateContext {
  readonly question: string;
  /** Rows of four words of the question as it is asked. */
  readonly asked: ReadonlySet<string>;
  /** Of each answer that is known: examples and model answers, rows of five words. */
  readonly known: readonly ReadonlySet<string>[];
  readonly order: WordOrder | null;
  readonly topics: Topics | null;
}

export interface Checked {
  /** What may earn points. */
  readonly sentences: readonly Sentence[];
  readonly gates: readonly Gate[];
  /** Why a human should look. */
  readonly review: readonly string[];
}

const fewestWords = 12;
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
  const whole = wholeGate(kept, context);
  if (whole !== null) {
    if (whole.sure)
      return { sentences: [], gates: [...gates, whole.gate], review: [...review, ...whole.review] };
    review.push(...whole.review);
  }
  return { sentences: kept, gates, review };
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

interface WholeGate {
  readonly gate: Gate;
  readonly sure: boolean;
  readonly review: readonly string[];
}

function wholeGate(sentences: readonly Sentence[], context: GateContext): WholeGate | null {
  const prose = sentences.filter(({ kind }) => kind === 'prose');
  const tokens = prose.flatMap((sentence) => sentence.tokens);
  const gate = (
    kind: Gate['kind'],
    reason: string,
    sure: boolean,
    review: string | null = null,
  ): WholeGate => ({
    gate: { kind, about: 'all', reason },
    sure,
    review: review === null ? [] : [review],
  });
  if (tokens.length < fewestWords)
    return gate(
      'too-short',
      `${tokens.length} words of your own are too few to show that you know it.`,
      true,
    );
  const shingles = shinglesOf(tokens, 5);
  const copied = Math.max(0, ...context.known.map((known) => shareWithin(shingles, known)));
  if (copied >= 0.6)
    return gate(
      'copied-example',
      'This is nearly word for word an answer that is known.',
      true,
      'it is nearly a known answer',
    );
  if (copied >= 0.35) return gate('copied-example', '', false, 'much of it stands in a known answer');
  const share = shareOfFunctionWords(tokens);
  if (share < 0.1 || wordsInClause(prose) < 2.2)
    return gate(
      'word-pile',
      'These are terms side by side. Say how they hang together.',
      true,
      'it is a list of terms',
    );
  const order = context.order === null ? null : meanOrder(prose, context.order);
  if (order !== null && order < (share > 0.3 ? 0 : -0.3))
    return gate(
      'shuffled',
      'The words are in no order in which they say anything.',
      true,
      'its words are in no order',
    );
  if (order !== null && order < -0.1)
    return gate('shuffled', '', false, 'it reads more like notes than like sentences');
  const denials = shareOfDenials(prose);
  if (denials >= 0.7)
    return gate(
      'denials',
      'Nearly every sentence says what is not so. Say what is.',
      true,
      'nearly every sentence is a denial',
    );
  if (denials >= 0.5) return gate('denials', '', false, 'many sentences are denials');
  if (context.topics !== null) {
    const { topic, margin } = topicOf(tokens, context.topics, context.question);
    if (topic !== context.question && margin > 0.6)
      return gate(
        'other-question',
        'This answers another question.',
        true,
        'it seems to answer another question',
      );
    if (topic !== context.question && margin > 0.3)
      return gate('other-question', '', false, 'it may answer another question');
  }
  return null;
}

function wordsInClause(sentences: readonly Sentence[]): number {
  const clauses = sentences.reduce(
    (sum, { tokens }) => sum + new Set(tokens.map(({ clause }) => clause)).size,
    0,
  );
  const words = sentences.reduce((sum, { tokens }) => sum + tokens.length, 0);
  return clauses === 0 ? 0 : words / clauses;
}

/** Of the sentences, those whose first verb is denied; 0 where there is only one. */
function shareOfDenials(sentences: readonly Sentence[]): number {
  const whole = sentences.filter(({ tokens }) => tokens.length >= 4);
  if (whole.length < 2) return 0;
  return whole.filter(({ tokens }) => deniesItsVerb(tokens)).length / whole.length;
}

const auxiliaries = new Set(
  'is are was were be been being am has have had does do did can could will would should must may might'.split(
    ' ',
  ),
);

function deniesItsVerb(tokens: readonly Token[]): boolean {
  const first = tokens.findIndex(({ word }) => auxiliaries.has(word));
  return first !== -1 && tokens[first + 1]?.word === 'not';
}

function meanOrder(sentences: readonly Sentence[], order: WordOrder): number | null {
  let sum = 0;
  let words = 0;
  for (const { tokens } of sentences) {
    const value = orderOf(tokens, order);
    if (value === null) continue;
    sum += value * tokens.length;
    words += tokens.length;
  }
  return words === 0 ? null : sum / words;
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
