import type { Question } from '../question.ts';
import { readAnswer } from '../reading/read-answer.ts';
import { halfOf } from '../rubric/half-of.ts';
import { isEmptyWord } from './empty-words.ts';
import { learnWordVectors, type WordVectors } from './word-vectors.ts';

/** From the practice sentences and the development half of all questions, each sentence once, without its empty words. */
export function trainWordVectors(
  questions: readonly Question[],
  repair: (word: string) => string,
): WordVectors {
  const texts = questions.flatMap(({ examples, practice }) => [
    ...examples.map(({ text }) => text).filter((text) => halfOf(text) === 'development'),
    ...practice.map(({ text }) => text),
  ]);
  const sentences = new Map(
    texts
      .flatMap((text) => readAnswer(text, repair).sentences)
      .map(({ text, tokens }) => [
        text,
        tokens.filter((token) => !isEmptyWord(token)).map(({ stem }) => stem),
      ]),
  );
  return learnWordVectors([...sentences.values()]);
}
