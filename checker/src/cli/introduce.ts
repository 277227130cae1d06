import { relative } from 'node:path';
import type { Exercise } from '../course/course.ts';
import type { Manifest, Requirement } from '../course/manifest.ts';
import { labelled, type Pen } from '../report/pen.ts';
import { workspaceFolder } from '../workspace/layout.ts';
import type { Context } from './context.ts';
import { speak } from './spoken.ts';

/** What somebody needs to begin an exercise that was laid out: where, what to read, how much it is, what comes first. */
export function introduce({ root }: Context, { id, manifest }: Exercise, pen: Pen): string[] {
  const { requirements, entry, hours } = manifest;
  const where = relative(root, workspaceFolder(root, id));
  const core = requirements.filter(({ tier }) => tier === 'core').length;
  const first = firstToDo(manifest);
  return [
    ...labelled('Folder', where, pen),
    ...labelled('Start in', `${where}/${entry}`, pen),
    ...labelled('Page', speak('task', id), pen),
    ...labelled('Promises', tellPromises(requirements.length, core, hours), pen),
    ...(first === undefined ? [] : labelled('First', `${first.slug}. ${first.sentence}`, pen)),
  ];
}

/** Reads on after `Next: `. */
export function whatToDo({ manifest }: Exercise): string {
  return `read the page, begin with ${firstToDo(manifest)?.slug ?? 'it'}, then judge it`;
}

/** What the starter passes already is nothing to begin with. */
function firstToDo({ requirements, starterPasses }: Manifest): Requirement | undefined {
  return requirements.find(({ slug }) => !starterPasses.includes(slug)) ?? requirements[0];
}

function tellPromises(total: number, core: number, hours: number | undefined): string {
  const effort = hours === undefined ? '' : `, about ${hours} ${hours === 1 ? 'hour' : 'hours'} for the core`;
  return `${total}: ${core} core and ${total - core} stretch${effort}. Nothing is judged yet.`;
}
