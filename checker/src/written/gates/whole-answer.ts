import type { Gate } from '../grading/graded.ts';
import { auxiliaries } from '../reading/auxiliaries.ts';
import type { Sentence } from '../reading/read-answer.ts';
import type { Token } from '../reading/tokenize.ts';
import type { GateContext } from './gate-context.ts';
import { shareWithin, shinglesOf } from './shingles.ts';
import { topicOf } from './topics.ts';
import { orderOf, shareOfFunctionWords } from './word-order.ts';

/** Why an answer as a whole may be none. */
export interface Suspicion {
  readonly kind: Gate['kind'];
  /** Then the answer earns nothing; otherwise a human should look. */
  readonly sure: boolean;
  /** For the learner, where it takes the marks. */
  readonly reason: string;
  /** For the human who looks; null where nobody needs to. */
  readonly review: string | null;
}

const fewestWords = 12;

/** The bounds are where honest examples and the texts made from them part: see docs/author/written-answers.md. */
export function suspicionsOf(prose: readonly Sentence[], context: GateContext): Suspicion[] {
  const tokens = prose.flatMap((sentence) => sentence.tokens);
  if (tokens.length < fewestWords) {
    const reason = `${tokens.length} words of your own are too few to show that you know it.`;
    return [{ kind: 'too-short', sure: true, reason, review: null }];
  }
  return [
    copied(tokens, context),
    pile(prose, tokens),
    shuffled(prose, tokens, context),
    denials(prose),
    otherQuestion(tokens, context),
  ].filter((suspicion) => suspicion !== null);
}

function copied(tokens: readonly Token[], { known }: GateContext): Suspicion | null {
  const shingles = shinglesOf(tokens, 5);
  const share = Math.max(0, ...known.map((each) => shareWithin(shingles, each)));
  if (share < 0.35) return null;
  const sure = share >= 0.6;
  return {
    kind: 'copied-example',
    sure,
    reason: 'This is nearly word for word an answer that is known.',
    review: sure ? 'it is nearly a known answer' : 'much of it stands in a known answer',
  };
}

function pile(prose: readonly Sentence[], tokens: readonly Token[]): Suspicion | null {
  if (shareOfFunctionWords(tokens) >= 0.1 && wordsInClause(prose) >= 2.2) return null;
  return {
    kind: 'word-pile',
    sure: true,
    reason: 'These are terms side by side. Say how they hang together.',
    review: 'it is a list of terms',
  };
}

/** Notes have few words that hold others together, and an order of their own: of them more is let pass. */
function shuffled(
  prose: readonly Sentence[],
  tokens: readonly Token[],
  { order }: GateContext,
): Suspicion | null {
  const mean = order === null ? null : meanOrder(prose, order);
  if (mean === null) return null;
  const sure = mean < (shareOfFunctionWords(tokens) > 0.3 ? 0 : -0.3);
  if (!sure && mean >= -0.1) return null;
  return {
    kind: 'shuffled',
    sure,
    reason: 'The words are in no order in which they say anything.',
    review: sure ? 'its words are in no order' : 'it reads more like notes than like sentences',
  };
}

function denials(prose: readonly Sentence[]): Suspicion | null {
  const share = shareOfDenials(prose);
  if (share < 0.5) return null;
  const sure = share >= 0.7;
  return {
    kind: 'denials',
    sure,
    reason: 'Nearly every sentence says what is not so. Say what is.',
    review: sure ? 'nearly every sentence is a denial' : 'many sentences are denials',
  };
}

function otherQuestion(tokens: readonly Token[], { topics, question }: GateContext): Suspicion | null {
  if (topics === null) return null;
  const { topic, margin } = topicOf(tokens, topics, question);
  if (topic === question || margin <= 0.3) return null;
  const sure = margin > 0.6;
  return {
    kind: 'other-question',
    sure,
    reason: 'This answers another question.',
    review: sure ? 'it seems to answer another question' : 'it may answer another question',
  };
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

function deniesItsVerb(tokens: readonly Token[]): boolean {
  const first = tokens.findIndex(({ word }) => auxiliaries.includes(word));
  return first !== -1 && tokens[first + 1]?.word === 'not';
}

function meanOrder(sentences: readonly Sentence[], order: NonNullable<GateContext['order']>): number | null {
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
