import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { writeLanguage, writeModel } from '../../written/learning/model-file.ts';
import { trainLanguage } from '../../written/learning/train-language.ts';
import { trainQuestion } from '../../written/learning/train-question.ts';
import { trainWordVectors } from '../../written/learning/train-word-vectors.ts';
import { writeWordVectors } from '../../written/learning/word-vectors-file.ts';
import { findQuestion, languageFile, modelFileOf, vectorsFile } from '../../written/open-written.ts';
import type { Question } from '../../written/question.ts';
import { spellingRepair } from '../../written/reading/spelling.ts';
import { halfOf } from '../../written/rubric/half-of.ts';
import { loadQuestions } from '../../written/rubric/load-questions.ts';
import type { Context, ExitCode } from '../context.ts';

/** Learns from the development half and writes the models beside the rubrics. The same files give the same models. */
export async function trainModels(context: Context, named: readonly string[]): Promise<ExitCode> {
  const { questions, glossary, words } = loadQuestions(context.root);
  const wanted = named.length === 0 ? questions : named.map((slug) => findQuestion({ questions }, slug));
  const language = trainLanguage(questions, words);
  writeLanguage(join(context.root, languageFile), digestOf(questions), language);
  const repair = spellingRepair(language.vocabulary);
  const vectors = trainWordVectors(questions, repair);
  writeWordVectors(join(context.root, vectorsFile), digestOf(questions), vectors);
  for (const [index, question] of wanted.entries()) {
    if (context.signal.aborted) return 130;
    context.stderr.write(`learning ${index + 1} of ${wanted.length}, ${question.slug}\n`);
    const learned = trainQuestion(question, {
      glossary,
      repair,
      vectors,
      others: othersOf(question, questions),
    });
    writeModel(modelFileOf(question), digestOf([question]), learned);
  }
  return 0;
}

/** Every tenth answer to another question, of the development half. */
function othersOf(question: Question, questions: readonly Question[]): string[] {
  return questions
    .filter(({ slug }) => slug !== question.slug)
    .flatMap(({ examples }) =>
      examples.map(({ text }) => text).filter((text) => halfOf(text) === 'development'),
    )
    .filter((_, at) => at % 10 === 0);
}

function digestOf(questions: readonly Question[]): string {
  const hash = createHash('sha256');
  for (const { digest, examples, practice } of questions)
    hash.update(JSON.stringify([digest.length, examples, practice]));
  return hash.digest('hex').slice(0, 16);
}
