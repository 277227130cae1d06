import type { Token } from '../reading/tokenize.ts';

/** How telling each stem is of each question: log P(stem | question) − log P(stem), naive Bayes over sets of stems. */
export interface Topics {
  readonly questions: readonly string[];
  /** By stem, one number a question. */
  readonly weights: ReadonlyMap<string, readonly number[]>;
}

export function learnTopics(
  answers: readonly { readonly question: string; readonly tokens: readonly Token[] }[],
): Topics {
  const questions = [...new Set(answers.map(({ question }) => question))].sort();
  const counts = new Map<string, number[]>();
  const totals = questions.map((question) => answers.filter((answer) => answer.question === question).length);
  for (const { question, tokens } of answers) {
    const at = questions.indexOf(question);
    for (const stem of new Set(tokens.map((token) => token.stem))) {
      const row = counts.get(stem) ?? questions.map(() => 0);
      row[at] = (row[at] ?? 0) + 1;
      counts.set(stem, row);
    }
  }
  const all = answers.length;
  const weights = new Map<string, number[]>();
  for (const [stem, row] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const sum = row.reduce((a, b) => a + b, 0);
    if (sum < 4) continue;
    const base = (sum + 1) / (all + 2);
    const logs = row.map(
      (count, at) => Math.round(100 * Math.log((count + 0.5) / ((totals[at] ?? 0) + 1) / base)) / 100,
    );
    if (Math.max(...logs) > 0.7) weights.set(stem, logs);
  }
  return { questions, weights };
}

/** The question that the words fit best, and by how much a word they fit it better than the one that was asked. */
export function topicOf(
  tokens: readonly Token[],
  { questions, weights }: Topics,
  asked: string,
): { readonly topic: string; readonly margin: number } {
  const sums = questions.map(() => 0);
  let words = 0;
  for (const stem of new Set(tokens.map((token) => token.stem))) {
    const row = weights.get(stem);
    if (row === undefined) continue;
    words += 1;
    for (const [at, weight] of row.entries()) sums[at] = (sums[at] ?? 0) + weight;
  }
  const own = questions.indexOf(asked);
  if (own === -1 || words < 4) return { topic: asked, margin: 0 };
  const best = sums.indexOf(Math.max(...sums));
  return { topic: questions[best] ?? asked, margin: ((sums[best] ?? 0) - (sums[own] ?? 0)) / words };
}
