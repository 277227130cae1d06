import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownerIsGone } from '../owner.ts';

/** On every container and image of ours: the mark of the run that it belongs to. */
export const ownerLabel = 'backend-workbook.owner';

/**
 * A file beside the run's folder for each container or image of the run. It is written before the thing is made and removed
 * after it has gone, so that only a checker that finds one has to look for an engine.
 */
const named = /^checker-containers-(\w+)-[0-9a-f]+$/;

export interface ContainerNote extends Disposable {}

export function noteContainers(tmp: string, owner: string): ContainerNote {
  const file = join(tmp, `checker-containers-${owner}-${randomBytes(4).toString('hex')}`);
  writeFileSync(file, '', { mode: 0o600 });
  return { [Symbol.dispose]: () => rmSync(file, { force: true }) };
}

/** Removes the containers and images of runs whose checker was killed. Where no engine answers, the next run tries again. */
export async function sweepContainers(tmp: string): Promise<number> {
  const dead = readdirSync(tmp).flatMap((name) => {
    const owner = named.exec(name)?.[1];
    return owner !== undefined && ownerIsGone(owner) ? [{ owner, note: join(tmp, name) }] : [];
  });
  if (dead.length === 0) return 0;
  const { findEngine } = await import('./engine.ts');
  const engine = await findEngine().catch(() => null);
  if (engine === null) return 0;
  let removed = 0;
  for (const { owner, note } of dead) {
    try {
      const filters = { label: [`${ownerLabel}=${owner}`] };
      const containers = await engine.container.dockerode.listContainers({ all: true, filters });
      for (const { Id } of containers) {
        await engine.container.getById(Id).remove({ force: true, v: true });
        removed++;
      }
      for (const { Id } of await engine.container.dockerode.listImages({ filters })) {
        // What was built stays in the engine's cache, as after any build.
        await engine.container.dockerode.getImage(Id).remove({ force: true, noprune: true });
        removed++;
      }
      rmSync(note, { force: true });
    } catch {
      // The engine went away, or another checker removes the same: the note stays, or is gone.
    }
  }
  return removed;
}
