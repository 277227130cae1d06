import type { Excerpt } from '../src/judge/observation.ts';
import type { RunContext } from '../src/judge/run-context.ts';
import { toSourceLines } from './source-lines.ts';

const head = 700;
const tail = 300;

/** The part of a text that a failure shows. */
export function excerptOf(text: string, run: Pick<RunContext, 'app' | 'snapshot' | 'boxes'>): Excerpt {
  const bytes = Buffer.byteLength(text);
  const local = localPaths(text, run);
  if (local.length <= head + tail) return { text: local, bytes, cut: false };
  // A character outside the basic plane is two units: half of one is not shown.
  const begin = local.slice(0, head).replace(/[\ud800-\udbff]$/, '');
  const end = local.slice(-tail).replace(/^[\udc00-\udfff]/, '');
  return { text: `${begin}\n…\n${end}`, bytes, cut: true };
}

/**
 * Paths as the learner knows them, `src/main.ts:12` or `tasks.json`, not where the snapshot or the box happened to lie.
 */
export function localPaths(
  text: string,
  { app, snapshot, boxes }: Pick<RunContext, 'app' | 'snapshot' | 'boxes'>,
): string {
  const sources = [app, snapshot]
    .flatMap((prefix) => [`file://${prefix}/`, `${prefix}/`])
    .reduce((local, prefix) => local.replaceAll(prefix, ''), toSourceLines(text, app));
  const [before = '', ...inBoxes] = sources.split(`${boxes}/box-`);
  return inBoxes.reduce(
    (local, rest) => local.replace(/file:\/\/$/, '') + nameInBox(rest.slice(randomLetters)),
    before,
  );
}

/** A box's folder is called `box-` and this many random letters. */
const randomLetters = 6;

function nameInBox(path: string): string {
  if (path.startsWith('/work/')) return path.slice('/work/'.length);
  if (path.startsWith('/work')) return `the working directory${path.slice('/work'.length)}`;
  if (path.startsWith('/home')) return `$HOME${path.slice('/home'.length)}`;
  if (path.startsWith('/tmp')) return `$TMPDIR${path.slice('/tmp'.length)}`;
  return `the box${path}`;
}
