import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Box, Isolation } from '../src/box/box.ts';
import { keepPlaces, type Places } from '../src/box/container/keep-places.ts';
import { openBox } from '../src/box/open-box.ts';
import { limitsSchema } from '../src/course/manifest.ts';
import { CheckerError } from '../src/errors.ts';
import { openWalls } from '../src/judge/open-walls.ts';
import { repository } from '../src/repository.ts';
import { medianOf, type Sample } from './samples.ts';

const isolations: readonly Isolation[] = ['process', 'bubblewrap', 'container'];
const rounds = 15;

/**
 * One start of an empty program, in each isolation that this machine has, in turn in each round. `fresh` counts a box that
 * is made and cleared away for it; `warm` is a further start in the same box.
 */
export async function measureBoxes(): Promise<Sample[]> {
  const folder = mkdtempSync(join(tmpdir(), 'checker-bench-'));
  chmodSync(folder, 0o711);
  const places = keepPlaces();
  await using cleared = new AsyncDisposableStack();
  cleared.defer(() => rmSync(folder, { recursive: true, force: true }));
  const open: Opener[] = [];
  for (const isolation of isolations)
    open.push(...(await openerOf(isolation, join(folder, isolation), places, cleared)));
  const taken = open.map(() => ({ fresh: [] as number[], warm: [] as number[] }));
  for (let round = 0; round < rounds + 1; round++) {
    for (const [index, { make, entry }] of open.entries()) {
      const started = performance.now();
      const box = make();
      await start(box, entry);
      const between = performance.now();
      await start(box, entry);
      const warm = performance.now() - between;
      await box[Symbol.asyncDispose]();
      // The first one fills the system's caches.
      if (round === 0) continue;
      taken[index]?.fresh.push(performance.now() - started - warm);
      taken[index]?.warm.push(warm);
    }
  }
  return open.flatMap(({ isolation }, index) =>
    (['fresh', 'warm'] as const).map((kind) => {
      const ms = taken[index]?.[kind] ?? [];
      const process = taken[0]?.[kind] ?? [];
      return {
        name: `a start in a ${kind} box, ${isolation}`,
        ms,
        ratio: index === 0 ? null : medianOf(ms) / medianOf(process),
        to: index === 0 ? null : `a start in a ${kind} box, process`,
      };
    }),
  );
}

interface Opener {
  readonly isolation: Isolation;
  readonly entry: string;
  make(): Box;
}

/** Nothing where the machine does not have it, or where it is open to judging processes alone. */
async function openerOf(
  isolation: Isolation,
  folder: string,
  places: Places,
  cleared: AsyncDisposableStack,
): Promise<Opener[]> {
  const app = join(folder, 'app');
  mkdirSync(app, { recursive: true });
  const entry = join(app, 'main.mjs');
  writeFileSync(entry, '');
  if (isolation === 'bubblewrap' && process.getuid?.() !== 0) return [];
  try {
    const { walls, clear } = await openWalls({
      isolation,
      folder,
      path: process.env.PATH ?? '',
      node: process.execPath,
      reached: [process.execPath, folder],
      repository,
      tmp: tmpdir(),
      boxImage: process.env.CHECKER_BOX_IMAGE,
    });
    cleared.defer(clear);
    const options = {
      app,
      readable: [],
      limits: limitsSchema.parse({}),
      parent: folder,
      node: process.execPath,
    };
    return [{ isolation, entry, make: () => openBox(options, walls, places) }];
  } catch (error) {
    if (error instanceof CheckerError) return [];
    throw error;
  }
}

async function start(box: Box, entry: string): Promise<void> {
  const child = await box.spawn({ run: { kind: 'node', entry }, args: [] });
  child.stdin.end();
  const { ending } = await child.exited;
  if (ending.kind !== 'exited' || ending.code !== 0) throw new Error(`it ended by ${JSON.stringify(ending)}`);
}
