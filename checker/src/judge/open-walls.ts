import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Isolation } from '../box/box.ts';
import { holdJudging } from '../box/bubblewrap/hold-judging.ts';
import { probeBubblewrap } from '../box/bubblewrap/probe-bubblewrap.ts';
import { probeCgroups } from '../box/cgroup.ts';
import { buildSupervisor } from '../box/container/build-supervisor.ts';
import { type Containment, probeContainment, weaknessOfContainment } from '../box/containment.ts';
import { chooseIdentity, idsOf, nobodyIdentity, weaknessOf } from '../box/identity.ts';
import { layEtc } from '../box/lay-etc.ts';
import type { Walls } from '../box/walls.ts';
import { CheckerError } from '../errors.ts';
import { findContainerBox } from '../services/docker/find-container-box.ts';
import {
  noteContainers,
  ownerLabel,
  removeContainersOf,
  sweepContainers,
} from '../services/docker/leftovers.ts';
import { ownerMark } from '../services/owner.ts';

export interface OpenWalls {
  readonly walls: Walls;
  /** What holds the judging processes. */
  readonly containment: Containment;
  /** A folder in which each judging process finds memory of its own for its boxes; null where they lie in the submission's. */
  readonly boxes: string | null;
  /** Judging processes have a network of their own, out of which Unix sockets alone lead. */
  readonly privateNetwork: boolean;
  /** What weakens the walls on this machine, as sentences. */
  readonly weaknesses: readonly string[];
  /** Removes what boxes may have left on the machine besides processes and files of the run. */
  clear(): Promise<void>;
}

/**
 * Finds out how boxes are to be made.
 *
 * @param folder of the run
 * @param reached what a submission's user has to reach where files are not hidden from it
 * @throws ISOLATION_UNAVAILABLE where this machine does not have what was asked for
 */
export async function openWalls({
  isolation,
  folder,
  path,
  node,
  reached,
  repository,
  tmp,
  boxImage,
  containment: given,
}: {
  readonly isolation: Isolation;
  readonly folder: string;
  readonly path: string;
  /** The Node that runs submissions. */
  readonly node: string;
  readonly reached: readonly string[];
  /** The checker's own. */
  readonly repository: string;
  /** The system's folder for temporary files. */
  readonly tmp: string;
  /** Of containers; by default the official one of Node. */
  readonly boxImage?: string | undefined;
  /** For tests; by default what the machine allows. */
  readonly containment?: Containment | undefined;
}): Promise<OpenWalls> {
  switch (isolation) {
    case 'process': {
      const containment = given ?? probeContainment(path);
      const identity = chooseIdentity(reached, { PATH: path });
      const weaknesses = [weaknessOf(identity), weaknessOfContainment(containment)];
      return {
        walls: { isolation, identity },
        containment,
        boxes: null,
        privateNetwork: false,
        weaknesses: weaknesses.filter((each) => each !== null),
        clear: async () => {},
      };
    }
    case 'bubblewrap': {
      const probe = probeBubblewrap({ path, node });
      if (probe.kind === 'unavailable') throw unavailable(isolation, probe.why, probe.hint);
      const boxes = join(folder, 'boxes');
      mkdirSync(boxes, { mode: 0o711 });
      const cgroups = probeCgroups(`${basename(folder)}-probe`);
      return {
        walls: {
          isolation,
          tools: probe.tools,
          cgroups,
          concealed: [repository],
        },
        containment: { kind: 'pid-namespace', prefix: holdJudging(probe.tools, boxes) },
        boxes,
        privateNetwork: true,
        weaknesses: [
          ...(cgroups === null ? [withoutCgroups] : []),
          ...(probe.tools.ownUsers ? [] : [withoutOwnUsers]),
        ],
        clear: async () => {},
      };
    }
    case 'container':
      return openContainerWalls({ folder, tmp, boxImage });
    default:
      return isolation satisfies never;
  }
}

async function openContainerWalls({
  folder,
  tmp,
  boxImage,
}: {
  readonly folder: string;
  readonly tmp: string;
  readonly boxImage: string | undefined;
}): Promise<OpenWalls> {
  await sweepContainers(tmp);
  const probe = await findContainerBox(boxImage);
  if (probe.kind === 'unavailable') throw unavailable('container', probe.why, probe.hint);
  const { socketPath, image, cpus, cgroupParent, weaknesses } = probe;
  const identity = process.getuid?.() === 0 ? nobodyIdentity : ({ kind: 'same-user' } as const);
  const etc = layEtc(join(folder, 'etc'), identity);
  const owner = ownerMark();
  noteContainers(tmp, owner);
  return {
    walls: {
      isolation: 'container',
      socketPath,
      image,
      cpus,
      cgroupParent,
      labels: { [ownerLabel]: owner },
      supervisor: await buildSupervisor(folder),
      identity,
      ...idsOf(identity),
      laid: Object.fromEntries(
        ['passwd', 'group', 'nsswitch.conf'].map((name) => [`/etc/${name}`, join(etc, name)]),
      ),
    },
    // What a submission starts is in its container: the judging processes are ours, and see the machine's processes.
    containment: { kind: 'process-group', why: 'submissions are in containers' },
    boxes: null,
    privateNetwork: false,
    weaknesses,
    // The note goes with them: where no engine answers it stays, for the next start.
    clear: async () => void (await removeContainersOf(tmp, owner)),
  };
}

const withoutOwnUsers = 'Root may make no namespace of users here: submissions can make some.';

const withoutCgroups =
  'No control group can be made here: what a submission uses of memory and processes together is looked at ten times a second, and the kernel limits each of its processes alone.';

function unavailable(isolation: Isolation, why: string, hint: string): CheckerError {
  return new CheckerError('ISOLATION_UNAVAILABLE', `the isolation ${isolation} cannot be had: ${why}`, {
    hint,
  });
}
