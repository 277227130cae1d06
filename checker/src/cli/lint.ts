import { tellProblem } from '../course/problem.ts';
import { lintCourse } from '../lint/lint-course.ts';
import { defineCommand } from './command.ts';
import { writeJson } from './write-json.ts';

export const lint = defineCommand({
  arguments: {
    exercises: { kind: 'many', summary: 'the exercises, also drafts; by default all but drafts' },
  },
  options: {
    fix: { kind: 'flag', summary: 'write the tables of requirements into the pages of the exercises' },
    json: { kind: 'flag', summary: 'for machines' },
  },
  description: 'Exit code 1 where something is wrong. What only running can show, `prove` tells.',
  examples: [
    ['lint', 'what is wrong, each with its file and line'],
    ['lint --fix', 'and write what is generated'],
    ['lint worker-pool', 'one exercise, which may be a draft'],
  ],
  async run(context, { exercises: named }, { fix, json }) {
    const result = await lintCourse(context.root, { fix, named });
    const { problems, fixed, exercises } = result;
    if (json) {
      writeJson(context, result);
    } else {
      const count = `${exercises} ${exercises === 1 ? 'exercise' : 'exercises'}`;
      const found = problems.length === 0 ? 'nothing is wrong' : `${problems.length} to put right`;
      const lines = [
        ...fixed.map((file) => `wrote the table of ${file}`),
        ...problems.map(tellProblem),
        `${count} looked at: ${found}.`,
      ];
      context.stdout.write(`${lines.join('\n')}\n`);
    }
    return problems.length === 0 ? 0 : 1;
  },
});
