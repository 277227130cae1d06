import type { Excerpt } from '../src/judge/observation.ts';
import type { RunContext } from '../src/judge/run-context.ts';

const head = 700;
const tail = 300;

/** The part of a text that a failure shows. */
export function excerptOf(text: string, run: Pick<RunContext, 'app' | 'snapshot'>): Excerpt {
  const bytes = Buffer.byteLength(text);
  const local = localPaths(text, run);
  if (local.length <= head + tail) return { text: local, bytes, cut: false };
  // A character outside the basic plane is two units: half of one is not shown.
  const begin = local.slice(0, head).replace(/[\ud800-\udbff]$/, '');
  const end = local.slice(-tail).replace(/^[\udc00-\udfff]/, '');
  return { text: `${begin}\n…\n${end}`, bytes, cut: true };
}

/** Paths as the learner knows them, `src/main.ts:12`, not where the snapshot happened to lie. */
export function localPaths(text: string, { app, snapshot }: Pick<RunContext, 'app' | 'snapshot'>): string {
  return [app, snapshot]
    .flatMap((folder) => [`file://${folder}/`, `${folder}/`])
    .reduce((local, prefix) => local.replaceAll(prefix, ''), text);
}
