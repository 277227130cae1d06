import type { Box } from '../../src/box/box.ts';
import type { Manifest } from '../../src/course/manifest.ts';
import { CheckerError } from '../../src/errors.ts';
import { broken } from '../expect.ts';
import type { Chaffs, Random } from '../fixtures.ts';
import { buildImplementations } from './build-implementations.ts';
import { readChaffs } from './chaff-list.ts';
import { checkImports } from './check-imports.ts';
import { judgeOutcomes } from './judge-outcomes.ts';
import { layOut } from './lay-out.ts';
import type { Outcome } from './read-notes.ts';
import { runInBox } from './run-in-box.ts';
import { findTests } from './test-files.ts';

export interface ChaffsInput {
  /** Absolute folder of the learner's frozen files. */
  readonly snapshot: string;
  /** weeks/…/hidden: `wheat/index.ts`, `chaffs.yaml`, `chaffs/<slug>.ts`. */
  readonly hidden: string;
  readonly manifest: Pick<Manifest, 'entry' | 'module'>;
  readonly box: Box;
  /** The repository, for its packages. */
  readonly root: string;
  readonly random: Random;
  readonly signal: AbortSignal;
}

/** The learner's own tests, run on right and wrong implementations: they must tell the one from the other. */
export function createChaffs(input: ChaffsInput): Chaffs {
  return { judgeOwnTests: () => judgeOwnTests(input) };
}

async function judgeOwnTests({
  snapshot,
  hidden,
  manifest,
  box,
  root,
  random,
  signal,
}: ChaffsInput): Promise<void> {
  const chaffs = readChaffs(hidden);
  const seam = manifest.module ?? manifest.entry;
  const { files, tests } = findTests(snapshot);
  const building = buildImplementations({ hidden, chaffs, root, random });
  building.catch(() => {});
  await checkImports(snapshot, files, seam);
  const implementations = await building;
  const laidOut = await layOut({ box, snapshot, seam, files, implementations, root });
  const run = await runInBox(box, laidOut, implementations, tests.length, signal);
  if (run.outcomes.every(({ kind }) => kind === 'not-begun')) {
    throw new CheckerError(
      'JUDGE_BROKEN',
      `the own tests could not be started: ${run.stderr.slice(0, 500)}`,
      {
        hint: 'This is a defect of the checker or of this machine, not of your work.',
      },
    );
  }
  const all = implementations.map(({ chaff }, index) => ({ chaff, outcome: run.outcomes[index] as Outcome }));
  const part = judgeOutcomes(all, chaffs);
  if (part !== null) broken({ ...part, limits: run.exit.limits });
}
