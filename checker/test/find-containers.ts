import type { ContainerWalls } from '../src/box/container/container-walls.ts';
import { usualBoxImage } from '../src/box/container/probe-container.ts';
import { nobodyIdentity } from '../src/box/identity.ts';
import { findContainerBox } from '../src/services/docker/find-container-box.ts';

/** What tests need to make containers that are boxes. */
export interface Containers {
  readonly image: string;
  readonly socketPath: string;
  /** @param supervisor the built one */
  walls(supervisor: string): ContainerWalls & { readonly isolation: 'container' };
}

/** Null where there is no engine, which is printed. */
export async function findContainers(): Promise<Containers | null> {
  const image = process.env.CHECKER_BOX_IMAGE || usualBoxImage;
  const found = await findContainerBox(image);
  if (found.kind === 'unavailable') {
    console.info(`skipped: containers as boxes. ${found.why}. ${found.hint}`);
    return null;
  }
  const { socketPath, cpus, cgroupParent } = found;
  const isRoot = process.getuid?.() === 0;
  return {
    image,
    socketPath,
    walls: (supervisor) => ({
      isolation: 'container',
      socketPath,
      image,
      cpus,
      cgroupParent,
      labels: {},
      supervisor,
      identity: isRoot ? nobodyIdentity : { kind: 'same-user' },
      uid: isRoot ? nobodyIdentity.uid : (process.getuid?.() ?? 0),
      gid: isRoot ? nobodyIdentity.gid : (process.getgid?.() ?? 0),
      laid: {},
    }),
  };
}
