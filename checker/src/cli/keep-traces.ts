import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { JudgeResult } from '../judge/verdict.ts';
import type { TraceFile } from '../report/trace-file.ts';

/**
 * Writes the timeline of every failure that has one into the folder: `<requirement>.svg` to look at and
 * `<requirement>.json` to show again. One of an earlier judging stays until the requirement fails with another: what fails
 * only sometimes can still be looked at.
 *
 * @returns the names of the pictures, by slug
 */
export async function keepTraces(
  folder: string,
  { exercise, results, seed, provenance }: JudgeResult,
  at: Date,
): Promise<Readonly<Record<string, string>>> {
  const pictures: Record<string, string> = {};
  for (const { slug, verdict } of results) {
    if (verdict.kind !== 'failed' || verdict.observation.trace.length === 0) continue;
    const { promise, expected, saw, trace, bound } = verdict.observation;
    const file: TraceFile = {
      format: 'backend-workbook-trace',
      version: 1,
      exercise,
      requirement: slug,
      recordedAt: at.toISOString(),
      seed,
      snapshot: provenance.snapshot,
      promise,
      expected,
      saw,
      trace,
      ...(bound === undefined ? {} : { bound }),
    };
    const { default: writeFileAtomic } = await import('write-file-atomic');
    const { renderTimelineSvg } = await import('../report/timeline/svg/render.ts');
    mkdirSync(folder, { recursive: true });
    await writeFileAtomic(join(folder, `${slug}.json`), `${JSON.stringify(file, null, 2)}\n`);
    await writeFileAtomic(join(folder, `${slug}.svg`), renderTimelineSvg(file));
    pictures[slug] = `${slug}.svg`;
  }
  return pictures;
}
