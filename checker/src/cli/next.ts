import { relative } from 'node:path';
import { type NextStep, standing } from '../progress/standing.ts';
import { hang } from '../report/layout.ts';
import { labelled, type Pen } from '../report/pen.ts';
import { workspaceFolder } from '../workspace/layout.ts';
import { advise } from './advise.ts';
import { defineCommand } from './command.ts';
import { openCourse, openProgress } from './open.ts';
import { penOf, tellCommand, writeScreen } from './screen.ts';
import { speak } from './spoken.ts';
import { writeJson } from './write-json.ts';

export const next = defineCommand({
  arguments: {},
  options: { json: { kind: 'flag', summary: 'for machines' } },
  examples: [['next', 'what to do now, with its command']],
  async run(context, _, { json }) {
    const step = standing(await openCourse(context), await openProgress(context)).next;
    const advice = advise(step);
    if (json) {
      const exercise = 'exercise' in step ? step.exercise.id : null;
      const requirement = 'requirement' in step ? step.requirement.requirement.slug : null;
      writeJson(context, { kind: step.kind, exercise, requirement, ...advice });
    } else {
      const pen = penOf(context);
      writeScreen(context, [
        ...tellCommand('Next', advice.what, advice.command, pen),
        ...about(step, context.root, pen),
      ]);
    }
    return 0;
  },
});

function about(step: NextStep, root: string, pen: Pen): string[] {
  switch (step.kind) {
    case 'finished':
      return [];
    case 'start':
      return [
        '',
        ...hang(`${step.exercise.manifest.title}. ${step.exercise.manifest.summary}`, pen.columns, ''),
      ];
    case 'check':
      return ['', ...whereToWork(step.exercise.id, root, pen)];
    case 'fix':
    case 'stretch': {
      const { requirement } = step.requirement;
      return [
        '',
        ...labelled('Promise', requirement.sentence, pen),
        ...whereToWork(step.exercise.id, root, pen),
        ...labelled('Hint', speak('hint', step.exercise.id, requirement.slug), pen),
      ];
    }
    default:
      return step satisfies never;
  }
}

function whereToWork(id: string, root: string, pen: Pen): string[] {
  return [
    ...labelled('Folder', relative(root, workspaceFolder(root, id)), pen),
    ...labelled('Page', speak('task', id), pen),
  ];
}
