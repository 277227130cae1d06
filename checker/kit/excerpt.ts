import type { Excerpt } from '../src/judge/observation.ts';
import type { RunContext } from '../src/judge/run-context.ts';

const head = 700;
const tail = 300;

/** The part of a text that a failure shows. */
export function excerptOf(text: string, run: Pick<RunContext, 'app' | 'snapshot'>): Excerpt {
  const bytes = Buffer.byteLength(text);
  const local = localPaths(text, run);
  if (local.length <= head + tail) return { text: local, bytes, cut: false };
  return { text: `${local.slice(0, head)}\n…\n${local.slice(-tail)}`, bytes, cut: true };
}

/** Paths as the learner knows them, `src/main.ts:12`, not where the snapshot happened to lie. */
export function localPaths(text: string, { app, snapshot }: Pick<RunContext, 'app' | 'snapshot'>): string {
  return [app, snapshot]
    .flatMap((folder) => [`file://${folder}/`, `${folder}/`])
    .reduce((local, prefix) => local.replaceAll(prefix, ''), text);
}
