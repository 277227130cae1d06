import { learnTopics } from '../gates/topics.ts';
import { learnWordOrder } from '../gates/word-order.ts';
import type { Question } from '../question.ts';
import { readAnswer } from '../reading/read-answer.ts';
import { halfOf } from '../rubric/half-of.ts';
import type { Language } from './model-file.ts';

/** A word that fewer texts than these have may itself be a slip. */
const fewestTexts = 3;

/**
 * What all questions share: how words follow each other, which words belong to which question, and which words there are.
 * From the development half of all examples, and from the practice sentences.
 */
export function trainLanguage(questions: readonly Question[], wordsOfCourse: readonly string[]): Language {
  const answers = questions.flatMap(({ slug, examples }) =>
    examples
      .filter(({ text }) => halfOf(text) === 'development')
      .map(({ text }) => ({ question: slug, ...readAnswer(text) })),
  );
  const practice = questions.flatMap(({ slug, practice }) =>
    practice.map(({ text }) => ({ question: slug, ...readAnswer(text) })),
  );
  const prose = [...answers, ...practice].flatMap(({ sentences }) =>
    sentences.filter(({ kind }) => kind === 'prose'),
  );
  const counts = new Map<string, number>();
  for (const { sentences } of [...answers, ...practice])
    for (const word of new Set(sentences.flatMap(({ tokens }) => tokens.map((token) => token.word))))
      counts.set(word, (counts.get(word) ?? 0) + 1);
  const frequent = [...counts].flatMap(([word, count]) => (count >= fewestTexts ? [word] : []));
  const vocabulary = [...new Set([...frequent, ...wordsOfCourse])]
    .filter((word) => /^[a-z]{3,}$/.test(word))
    .sort();
  return {
    order: learnWordOrder(prose.map(({ tokens }) => tokens)),
    topics: learnTopics(
      answers.map(({ question, sentences }) => ({
        question,
        tokens: sentences.flatMap(({ tokens }) => tokens),
      })),
    ),
    vocabulary,
  };
}
