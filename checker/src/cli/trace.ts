import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { Exercise } from '../course/course.ts';
import { findExercise, findRequirement } from '../course/find-exercise.ts';
import { CheckerError } from '../errors.ts';
import type { VerdictKind } from '../judge/verdict.ts';
import { type ExerciseStanding, standing } from '../progress/standing.ts';
import { escapeInvisible } from '../report/json.ts';
import type { TraceFile } from '../report/trace-file.ts';
import { tracesFolder } from '../workspace/layout.ts';
import { defineCommand } from './command.ts';
import type { Context } from './context.ts';
import { openCourse, openProgress } from './open.ts';
import { speak } from './spoken.ts';
import { workedOn } from './worked-on.ts';

export const trace = defineCommand({
  arguments: {
    exercise: { kind: 'optional', summary: 'by default the one you are at' },
    requirement: { kind: 'optional', summary: 'by default the first that fails and has a timeline' },
  },
  options: {
    verbose: { kind: 'flag', short: 'v', summary: 'every event and every lane' },
    json: { kind: 'flag', summary: 'for machines' },
    svg: { kind: 'text', placeholder: 'file', summary: 'also write the picture to this file' },
  },
  description:
    'Failures in which the order of events matters are recorded at every check of your own folder. --plain tells a list instead of a drawing.',
  examples: [
    ['trace', 'what happened when in what fails now'],
    ['trace task-cli concurrent-writers', 'in this requirement, when it failed last'],
    ['trace task-cli --svg timeline.svg', 'as a picture for a report of your own'],
  ],
  async run(context, { exercise: name, requirement: slug }, { verbose, json, svg }) {
    const course = await openCourse(context);
    const exercise = name === undefined ? await workedOn(context, course) : findExercise(course, name);
    const only = { ...course, exercises: [exercise] };
    const [stand] = standing(only, await openProgress(context)).exercises;
    const folder = tracesFolder(context.root, exercise.id);
    const wanted =
      slug === undefined ? firstRecorded(folder, exercise, stand) : findRequirement(exercise, slug).slug;
    const kept = await readKept(context, folder, exercise, wanted);
    if (svg !== undefined) {
      const { renderTimelineSvg } = await import('../report/timeline/svg/render.ts');
      await writeFile(resolve(context.cwd, svg), renderTimelineSvg(kept));
    }
    if (json) {
      context.stdout.write(`${escapeInvisible(JSON.stringify(kept, null, 2))}\n`);
    } else {
      const last = stand?.requirements.find(({ requirement }) => requirement.slug === wanted)?.last ?? null;
      const own = join(folder, `${wanted}.svg`);
      const picture = svg ?? (existsSync(own) ? relative(context.root, own) : null);
      await draw(context, kept, { last, picture, verbose });
    }
    return 0;
  },
});

function firstRecorded(folder: string, exercise: Exercise, stand: ExerciseStanding | undefined): string {
  const recorded = exercise.manifest.requirements
    .map(({ slug }) => slug)
    .filter((slug) => existsSync(join(folder, `${slug}.json`)));
  const failing = (stand?.requirements ?? [])
    .filter(({ last }) => last === 'failed')
    .map(({ requirement }) => requirement.slug);
  const first = recorded.find((slug) => failing.includes(slug));
  if (first !== undefined) return first;
  throw new CheckerError('TRACE_MISSING', `nothing that fails in ${exercise.id} has a timeline`, {
    hint:
      recorded.length === 0
        ? `Not every failure has one: only where the order of events matters. \`${speak('check', exercise.id)}\` records it.`
        : `There are earlier ones: ${recorded.join(', ')}. \`${speak('trace', exercise.id, '<requirement>')}\` shows one.`,
  });
}

async function readKept(
  context: Context,
  folder: string,
  { id }: Exercise,
  slug: string,
): Promise<TraceFile> {
  const file = join(folder, `${slug}.json`);
  if (!existsSync(file)) {
    throw new CheckerError('TRACE_MISSING', `no timeline of ${slug} (${id}) was recorded`, {
      hint: `It is recorded when ${slug} fails in a check of your own folder, if the order of events matters there: \`${speak('check', id, '--only', slug)}\`.`,
    });
  }
  const { parseTraceFile } = await import('../report/trace-file.ts');
  return parseTraceFile(readFileSync(file, 'utf8'), relative(context.root, file));
}

interface Shown {
  /** What the last judging said. */
  readonly last: VerdictKind | null;
  readonly picture: string | null;
  readonly verbose: boolean;
}

async function draw(context: Context, kept: TraceFile, { last, picture, verbose }: Shown): Promise<void> {
  const { penOf, tellCommand, writeScreen } = await import('./screen.ts');
  const { hang } = await import('../report/layout.ts');
  const { labelled } = await import('../report/pen.ts');
  const { sanitize, sanitizeLine } = await import('../report/sanitize.ts');
  const { tellComparison } = await import('../report/tell-comparison.ts');
  const { tellTimeline } = await import('../report/timeline/tell-timeline.ts');
  const { exercise, requirement, recordedAt, seed } = kept;
  const pen = { ...penOf(context), verbose };
  const since = last === 'passed' ? ' It passed when it was judged last: this is from before.' : '';
  const title = `${pen.chalk.bold(requirement)} (${exercise}) failed at ${tellTime(new Date(recordedAt))}, seed ${seed}.${since}`;
  writeScreen(context, [
    ...hang(title, pen.columns, '', '  '),
    '',
    ...labelled('Promise', sanitize(kept.promise), pen),
    ...tellComparison(kept.expected, kept.saw, pen),
    '',
    `  ${pen.chalk.bold('What happened when:')}`,
    ...tellTimeline(kept, pen),
    ...(picture === null ? [] : ['', ...labelled('Picture', sanitizeLine(picture), pen)]),
    '',
    ...tellCommand(
      'Next',
      'judge it again with the same random choices',
      speak('check', exercise, '--only', requirement, '--seed', String(seed)),
      pen,
    ),
  ]);
}

/** `2026-03-01 10:00` by the clock on the wall; Swedish writes it so. */
function tellTime(time: Date): string {
  return time.toLocaleString('sv-SE', { dateStyle: 'short', timeStyle: 'short' });
}
