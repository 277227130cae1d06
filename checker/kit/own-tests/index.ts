import type { Box } from '../../src/box/box.ts';
import type { Manifest } from '../../src/course/manifest.ts';
import { CheckerError } from '../../src/errors.ts';
import { broken } from '../expect.ts';
import type { Chaffs, Random } from '../fixtures.ts';
import { buildImplementations, type Implementation } from './build-implementations.ts';
import { readChaffs } from './chaff-list.ts';
import { checkImports } from './check-imports.ts';
import { type Judged, judgeOutcomes, judgeRight } from './judge-outcomes.ts';
import { type Arrangement, layOut } from './lay-out.ts';
import type { Outcome } from './read-notes.ts';
import { type OwnTestsRun, runInBox, usualLimits } from './run-in-box.ts';
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
  /** Processes that want to run, for each core, over the last minute. */
  readonly machineLoad: () => number;
  /** For tests; by default `usualLimits`. */
  readonly limits?: { readonly wallSeconds: number };
}

/** A check alone makes about three processes a core busy. */
const overloaded = 5;

/** The learner's own tests, run on right and wrong implementations: they must tell the one from the other. */
export function createChaffs(input: ChaffsInput): Chaffs {
  return { judgeOwnTests: () => judgeOwnTests(input) };
}

async function judgeOwnTests(input: ChaffsInput): Promise<void> {
  const { snapshot, hidden, manifest, root, random } = input;
  const chaffs = readChaffs(hidden);
  const seam = manifest.module ?? manifest.entry;
  const { files, tests } = findTests(snapshot);
  const building = buildImplementations({ hidden, chaffs, root, random });
  building.catch(() => {});
  await checkImports(snapshot, files, seam);
  const implementations = await building;
  const judgeArranged = async (arrangement: Arrangement): Promise<Arranged> => {
    const { box, signal } = input;
    const laidOut = await layOut({ box, snapshot, seam, files, tests, arrangement, implementations, root });
    const run = await runInBox(box, laidOut, implementations, { ...usualLimits, ...input.limits }, signal);
    return { run, all: judgedOf(implementations, run) };
  };
  // What fails on a right implementation is looked at once more as it runs at home, before anybody is blamed for it.
  const together = await judgeArranged('together');
  const { run, all } = judgeRight(together.all) === null ? together : await judgeArranged('apart');
  const part = judgeOutcomes(all, chaffs);
  // Cut off by the clock, on a machine that had little time for them: that says nothing of the tests.
  if (
    part !== null &&
    run.exit.limits.some(({ limit }) => limit === 'wall') &&
    input.machineLoad() > overloaded
  ) {
    throw new CheckerError('JUDGE_BROKEN', 'this machine was too busy to run the own tests to their end', {
      hint: 'Check again when less else is running: `uptime` tells the load.',
    });
  }
  if (part !== null) broken({ ...part, limits: run.exit.limits });
}

interface Arranged {
  readonly run: OwnTestsRun;
  readonly all: readonly Judged[];
}

function judgedOf(implementations: readonly Implementation[], run: OwnTestsRun): readonly Judged[] {
  if (run.outcomes.every(({ kind }) => kind === 'not-begun')) {
    throw new CheckerError(
      'JUDGE_BROKEN',
      `the own tests could not be started: ${run.stderr.slice(0, 500)}`,
      {
        hint: 'This is a defect of the checker or of this machine, not of your work.',
      },
    );
  }
  return implementations.map(({ chaff }, index) => ({ chaff, outcome: run.outcomes[index] as Outcome }));
}
