import { Chalk, type ChalkInstance } from 'chalk';
import type { Course } from '../course/course.ts';
import { type Answered, answeredIn } from '../progress/answered.ts';
import { type ExerciseStanding, type Standing, standing } from '../progress/standing.ts';
import { advise } from './advise.ts';
import { defineCommand } from './command.ts';
import type { Context } from './context.ts';
import { openCourse, openProgress } from './open.ts';
import { plainLines } from './plain-lines.ts';
import { writeJson } from './write-json.ts';

export const progress = defineCommand({
  arguments: {},
  options: { json: { kind: 'flag', summary: 'for machines' } },
  examples: [['progress', 'the map of the course']],
  async run(context, _, { json }) {
    const course = await openCourse(context);
    const stand = standing(course, await openProgress(context));
    const answered = new Map(
      course.weeks.map(({ number, folder }) => [number, answeredIn(context.root, folder)]),
    );
    if (json) writeJson(context, { ...asJson(stand), questions: tellQuestions(answered) });
    else context.stdout.write(drawMap(course, stand, { ...context, answered }));
    return 0;
  },
});

type Look = Pick<Context, 'columns' | 'color' | 'unicode'> & {
  /** By the number of the week. */
  readonly answered?: ReadonlyMap<number, Answered | null>;
};

/** Pure: the map of the course as a screen. */
export function drawMap(course: Course, stand: Standing, look: Look): string {
  const chalk = new Chalk({ level: look.color ? 1 : 0 });
  const columns = Math.min(look.columns, 100);
  const bold = (text: string) => plainLines(text, columns).map((line) => chalk.bold(line));
  const advice = advise(stand.next);
  const lines = [
    ...bold(tellTotals(stand)),
    ...course.weeks.flatMap(({ number, title, exercises }) => [
      '',
      ...bold(`Week ${number}: ${title}`),
      ...exercises.flatMap(({ id }) => drawExercise(stand, id, chalk, { ...look, columns })),
      ...drawQuestions(number, look.answered?.get(number) ?? null, columns),
    ]),
    '',
    ...plainLines(`Next: ${advice.what}:`, columns),
    `  ${advice.command}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** One line where there is room, two where there is not. */
function drawExercise(
  stand: Standing,
  id: string,
  chalk: ChalkInstance,
  { columns, unicode }: Look,
): string[] {
  const found = stand.exercises.find(({ exercise }) => exercise.id === id);
  if (found === undefined) return [];
  const longest = Math.max(...stand.exercises.map(({ exercise }) => exercise.id.length));
  const { glyph, ascii, word, color } = marks[found.state];
  const isCurrent =
    found === stand.current && found.state !== 'not-started' && stand.next.kind !== 'finished';
  const symbol = chalk[color](unicode ? glyph : ascii);
  const name = isCurrent ? chalk.bold(id) : id;
  const { passed, total } = found;
  const counted = found.state === 'not-started' ? `${total} requirements` : `${passed} of ${total} passed`;
  const isNext = stand.next.kind === 'start' && stand.next.exercise.id === id;
  const here = isNext ? ' (next)' : isCurrent ? ' (you are here)' : '';
  const told = `${word}, ${counted}${here}`;
  const bar = drawBar(passed / total, chalk, unicode);
  const indent = ' '.repeat(longest + barWidth + 8);
  if (indent.length + told.length <= columns) {
    return [`  ${symbol} ${name}${' '.repeat(longest - id.length)}  ${bar}  ${told}`];
  }
  const [first = '', ...rest] = plainLines(told, columns - 4);
  return [`  ${symbol} ${name}  ${bar}`, `    ${first}`, ...rest.map((line) => `    ${line}`)];
}

function drawQuestions(week: number, answered: Answered | null, columns: number): string[] {
  if (answered === null) return [];
  const { questions, answered: done, marks, of } = answered;
  const points = done === 0 ? '' : `, ${marks} of ${of} points`;
  return plainLines(`questions-week-${week}: ${done} of ${questions} answered${points}`, columns - 4).map(
    (line) => `    ${line}`,
  );
}

const barWidth = 10;

/** Full only when everything passed, empty only when nothing did. */
function drawBar(share: number, chalk: ChalkInstance, unicode: boolean): string {
  const partly = Math.min(barWidth - 1, Math.max(1, Math.round(share * barWidth)));
  const full = share >= 1 ? barWidth : share <= 0 ? 0 : partly;
  const [done, open] = unicode ? ['█', '░'] : ['#', '.'];
  return chalk.green(done.repeat(full)) + chalk.gray(open.repeat(barWidth - full));
}

const marks = {
  'not-started': { glyph: '·', ascii: '-', word: 'not started', color: 'gray' },
  started: { glyph: '▸', ascii: '>', word: 'started', color: 'yellow' },
  'core-done': { glyph: '✓', ascii: '+', word: 'core done', color: 'green' },
  complete: { glyph: '★', ascii: '*', word: 'complete', color: 'green' },
} as const satisfies Record<ExerciseStanding['state'], object>;

function tellTotals({ exercises }: Standing): string {
  const sum = (pick: (found: ExerciseStanding) => number) =>
    Math.round(exercises.reduce((total, found) => total + pick(found), 0) * 100) / 100;
  const done = exercises.filter(({ state }) => state === 'core-done' || state === 'complete').length;
  return [
    `${done} of ${exercises.length} ${exercises.length === 1 ? 'exercise' : 'exercises'} done`,
    `${sum(({ core }) => core.earned)} of ${sum(({ core }) => core.possible)} core points`,
    `${sum(({ stretch }) => stretch.earned)} of ${sum(({ stretch }) => stretch.possible)} stretch points`,
  ].join(', ');
}

function tellQuestions(answered: ReadonlyMap<number, Answered | null>) {
  return [...answered].flatMap(([week, each]) => (each === null ? [] : [{ week, ...each }]));
}

function asJson(stand: Standing): object {
  return {
    current: stand.current?.exercise.id ?? null,
    next: advise(stand.next),
    exercises: stand.exercises.map(({ exercise, requirements, ...found }) => ({
      id: exercise.id,
      title: exercise.manifest.title,
      week: exercise.week,
      ...found,
      requirements: requirements.map(({ requirement: { slug, tier, points }, ...known }) => ({
        slug,
        tier,
        points,
        ...known,
      })),
    })),
  };
}
