import { tellProblem } from '../../course/problem.ts';
import { lintQuestion } from '../../written/rubric/lint-question.ts';
import { loadQuestions } from '../../written/rubric/load-questions.ts';
import type { Context, ExitCode } from '../context.ts';
import { writeJson } from '../write-json.ts';

/** Mistakes of rubrics, examples, practice sentences and glossary. Exit code 1 where there is one. */
export async function lintRubrics(context: Context, { json }: { readonly json: boolean }): Promise<ExitCode> {
  const course = loadQuestions(context.root);
  const problems = [
    ...course.problems,
    ...course.questions.flatMap((question) => lintQuestion(context.root, question)),
  ];
  if (json) writeJson(context, { questions: course.questions.length, problems });
  else {
    const found = problems.length === 0 ? 'nothing is wrong' : `${problems.length} to put right`;
    context.stdout.write(
      `${[...problems.map(tellProblem), `${course.questions.length} questions looked at: ${found}.`].join('\n')}\n`,
    );
  }
  return problems.length === 0 ? 0 : 1;
}
