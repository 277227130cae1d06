import { grade } from '../../written/grading/grade.ts';
import { featuresOf } from '../../written/learning/features.ts';
import { scoreOf } from '../../written/learning/score.ts';
import { spansOf } from '../../written/matching/span.ts';
import { findQuestion, openWritten } from '../../written/open-written.ts';
import { readAnswer } from '../../written/reading/read-answer.ts';
import { halfOf } from '../../written/rubric/half-of.ts';
import type { Context, ExitCode } from '../context.ts';
import { writeJson } from '../write-json.ts';

interface Suggestion {
  readonly question: string;
  readonly target: string;
  readonly example: string;
  readonly sentence: string;
  readonly score: number;
}

/**
 * For each concept that an expert found and the grader did not: the sentence of the answer that the model puts highest. Of the
 * development half alone, since what is read here becomes patterns.
 */
export async function suggestSentences(
  context: Context,
  named: readonly string[],
  { json }: { readonly json: boolean },
): Promise<ExitCode> {
  const written = openWritten(context.root);
  const questions = named.length === 0 ? written.questions : named.map((slug) => findQuestion(written, slug));
  const suggestions: Suggestion[] = [];
  for (const question of questions) {
    const grader = { ...written.graderOf(question), known: [] };
    for (const { id: example, text, covered } of question.examples.filter(
      (each) => halfOf(each.text) === 'development',
    )) {
      const graded = grade(grader, text);
      const { sentences } = readAnswer(text, grader.repair);
      const spans = spansOf(sentences).filter((span) => span.sentences === 1);
      for (const { id: target, verdict } of graded.concepts) {
        if (verdict === 'covered' || !covered.includes(target)) continue;
        const model = grader.targets.find(({ id }) => id === target)?.model ?? null;
        const scored = spans.map((span) => {
          const score = model === null ? 0 : scoreOf(model, featuresOf(span, grader.vectors));
          return { sentence: sentences[span.sentence]?.text ?? '', score: Math.round(score * 100) / 100 };
        });
        const best = scored.toSorted((a, b) => b.score - a.score)[0];
        if (best !== undefined) suggestions.push({ question: question.slug, target, example, ...best });
      }
    }
  }
  if (json) writeJson(context, suggestions);
  else
    for (const { question, target, example, sentence, score } of suggestions)
      context.stdout.write(`${question} ${target} ${example} (${score}): ${sentence}\n`);
  return 0;
}
