import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Manifest } from '../../src/course/manifest.ts';
import { CheckerError } from '../../src/errors.ts';
import { broken } from '../expect.ts';
import type { AnalysisRequest, AnalysisResult, AnalysisResults, Rule, Surface } from './finding.ts';
import { runBounded } from './run-bounded.ts';

export interface AnalysisInput {
  readonly snapshot: string;
  readonly manifest: Manifest;
  /** The repository: its cache folder keeps what the compiler's own code was compiled to. */
  readonly root: string;
  readonly node: string;
  readonly signal: AbortSignal;
}

/** A hundred times what it takes. Past it the source was made to take long. */
const deadlineMs = 20_000;
const main = fileURLToPath(new URL('./analysis/main.ts', import.meta.url));

/** What was found, by the exercise's manifest as the run holds it: its requirements ask for the same source. */
const known = new WeakMap<Manifest, { readonly snapshot: string; readonly results: AnalysisResults }>();

/**
 * Has the learner's source judged by one rule. All rules are judged at once, in a process of its own, and kept for the next
 * requirement of the same run: starting the compiler takes longer than all of them.
 */
export async function runAnalysis(rule: Rule, input: AnalysisInput): Promise<AnalysisResult> {
  const before = known.get(input.manifest);
  if (before?.snapshot === input.snapshot) return before.results[rule];
  const results = await analyse(input);
  known.set(input.manifest, { snapshot: input.snapshot, results });
  return results[rule];
}

export function surfaceOf({ module, entry, surface }: Manifest): Surface | null {
  return surface === undefined ? null : { file: module ?? entry, ...surface };
}

async function analyse(input: AnalysisInput): Promise<AnalysisResults> {
  const { kind, entry, entries, layers, boundaries, imports } = input.manifest;
  const request: AnalysisRequest = {
    snapshot: input.snapshot,
    manifest: { kind, entry, entries, layers, boundaries, surface: surfaceOf(input.manifest), imports },
    cache: join(input.root, 'node_modules/.cache/checker/compiled'),
  };
  const run = await runBounded(
    [input.node, '--max-old-space-size=1024', '--disable-warning=ExperimentalWarning', main],
    {
      cwd: input.snapshot,
      input: JSON.stringify(request),
      deadlineMs,
      signal: input.signal,
    },
  );
  if (run.late) {
    broken({
      expected: 'source that can be read in a moment',
      saw: `reading src/ was not done after ${deadlineMs / 1000} s`,
      look: 'What in src/ is far larger or deeper than code that people write?',
      limits: [{ limit: 'wall', figure: `${deadlineMs / 1000} s` }],
    });
  }
  if (run.code !== 0) {
    throw new CheckerError('JUDGE_BROKEN', `the source could not be judged: ${run.stderr.slice(0, 1000)}`, {
      hint: 'This is a defect of the checker, not of your work: please report it with this text.',
    });
  }
  return JSON.parse(run.stdout) as AnalysisResults;
}
