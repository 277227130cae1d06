import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ContainerRuntimeClient } from 'testcontainers';
import { within } from '../../box/container/within.ts';
import { sweepDeadRuns } from '../../box/run-folder.ts';
import { ownerIsGone } from '../owner.ts';
import { unlessGone } from './unless-gone.ts';

const removeMs = 30_000;

/** On everything of ours in an engine: the mark of the run that it belongs to. */
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

/**
 * Removes what runs have in an engine whose checker was killed; tells how many containers and images. Where no engine answers,
 * the next run tries again.
 */
export function sweepContainers(tmp: string): Promise<number> {
  // Whoever still makes some, as `docker compose up` does for a while, is ended first.
  return removeNoted(tmp, ownerIsGone, () => void sweepDeadRuns(tmp));
}

/** At the end of a run: what its judging processes had no time to remove, as after a Ctrl-C. */
export function removeContainersOf(tmp: string, owner: string): Promise<number> {
  return removeNoted(tmp, (each) => each === owner);
}

async function removeNoted(
  tmp: string,
  isOurs: (owner: string) => boolean,
  first: () => void = () => {},
): Promise<number> {
  const dead = readdirSync(tmp).flatMap((name) => {
    const owner = named.exec(name)?.[1];
    return owner !== undefined && isOurs(owner) ? [{ owner, note: join(tmp, name) }] : [];
  });
  if (dead.length === 0) return 0;
  first();
  const { findEngine } = await import('./engine.ts');
  const engine = await findEngine().catch(() => null);
  if (engine === null) return 0;
  let removed = 0;
  for (const { owner, note } of dead) {
    try {
      const removing = removeLabelled(engine.container.dockerode, `${ownerLabel}=${owner}`);
      removed += await within(removeMs, removing, 'the engine does not answer');
      rmSync(note, { force: true });
    } catch {
      // The engine went away, or another checker removes the same: the note stays, or is gone.
    }
  }
  return removed;
}

/** Containers, their networks and volumes, and images: all that bears the label. Tells how many containers and images. */
export async function removeLabelled(
  dockerode: ContainerRuntimeClient['container']['dockerode'],
  label: string,
): Promise<number> {
  const filters = { label: [label] };
  const containers = await dockerode.listContainers({ all: true, filters });
  await Promise.all(
    containers.map(({ Id }) => dockerode.getContainer(Id).remove({ force: true, v: true }).catch(unlessGone)),
  );
  for (const { Id } of await dockerode.listNetworks({ filters }))
    await dockerode.getNetwork(Id).remove().catch(unlessGone);
  const { Volumes } = await dockerode.listVolumes({ filters });
  for (const { Name } of Volumes ?? []) await dockerode.getVolume(Name).remove().catch(unlessGone);
  const images = await dockerode.listImages({ filters });
  for (const { Id } of images) {
    // What was built stays in the engine's cache, as after any build.
    await dockerode.getImage(Id).remove({ force: true, noprune: true }).catch(unlessGone);
  }
  return containers.length + images.length;
}
