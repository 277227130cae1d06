import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { keepPlaces } from '../box/container/keep-places.ts';
import { openBox } from '../box/open-box.ts';
import { openRunFolder } from '../box/run-folder.ts';
import { limitsSchema } from '../course/manifest.ts';
import { openWalls } from './open-walls.ts';

/** What hidden tests run submissions with, besides Node. */
const tools = ['bash', 'make', 'npm', 'strace'];

/** Makes a box of a container and asks which of the tools its image lacks. @throws BOX_UNAVAILABLE, ISOLATION_UNAVAILABLE */
export async function tryContainerBox(setup: {
  readonly repository: string;
  readonly node: string;
  readonly path: string;
  readonly tmp: string;
  readonly boxImage: string | undefined;
}): Promise<{ readonly lacks: readonly string[] }> {
  using folder = openRunFolder(setup.tmp);
  const app = join(folder.path, 'app');
  mkdirSync(app);
  chmodSync(folder.path, 0o711);
  const { walls, clear } = await openWalls({
    ...setup,
    isolation: 'container',
    folder: folder.path,
    reached: [],
  });
  await using cleared = new AsyncDisposableStack();
  cleared.defer(clear);
  const places = cleared.use(keepPlaces());
  await using box = openBox(
    { app, readable: [], limits: limitsSchema.parse({}), parent: folder.path, node: setup.node },
    walls,
    places,
  );
  const found = await Promise.all(tools.map((name) => box.findTool(name, setup.path)));
  return { lacks: tools.filter((_, index) => found[index] === null) };
}
