import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { createClient } from './engine-client.ts';
import { within } from './within.ts';

export type ContainerProbe =
  | {
      readonly kind: 'ready';
      readonly socketPath: string;
      readonly image: string;
      /** How many processors a box may keep busy; null where the engine cannot hold it to that. */
      readonly cpus: number | null;
      /** The control group that a box's own is made in; null for the engine's usual one. */
      readonly cgroupParent: string | null;
      /** For people: `Docker 28.2`. */
      readonly told: string;
      /** What weakens the walls on this machine, as sentences. */
      readonly weaknesses: readonly string[];
    }
  | { readonly kind: 'unavailable'; readonly why: string; readonly hint: string };

export const usualBoxImage = 'node:24';
const answerMs = 5000;
const late = `no answer within ${answerMs / 1000} s`;
/** One for the program, one for what works beside it: the compiler and the collector of its Node, a second process. */
const mostCpus = 2;

/**
 * Whether containers can be boxes here: an engine on this very machine, which runs them as the users that they are told.
 *
 * @param findSocket where the engine listens; null for one that is reached otherwise. Rejects where none answers.
 */
export async function probeContainer({
  image,
  findSocket,
}: {
  readonly image: string;
  readonly findSocket: () => Promise<string | null>;
}): Promise<ContainerProbe> {
  if (process.platform !== 'linux') {
    return unavailable('container boxes are for Linux', 'Grade in a Linux machine, such as a CI runner.');
  }
  try {
    const socketPath = await findSocket();
    if (socketPath === null || !existsSync(socketPath)) return unavailable(elsewhere, onThisMachine);
    const engine = await createClient(socketPath);
    const info = (await within(answerMs, engine.info(), late)) as EngineInfo;
    // A name of its own has one in a virtual machine, and we have one where we are in a container ourselves.
    if (info.OSType !== 'linux' || info.Name !== hostname()) return unavailable(elsewhere, onThisMachine);
    const mapped = info.SecurityOptions?.find((each) => /name=(rootless|userns)/.test(each));
    if (mapped !== undefined) {
      return unavailable(
        'this Docker engine gives users other numbers than they have on the machine',
        'An engine without `userns-remap` that runs as root does it; or use bubblewrap.',
      );
    }
    await within(answerMs, engine.getImage(image).inspect(), late);
    return {
      kind: 'ready',
      socketPath,
      image,
      cpus: info.CpuCfsQuota === false ? null : Math.min(mostCpus, info.NCPU),
      // Its usual one has the weight of a single process of ours for all containers together: where the machine is busy, a
      // box would be slower by the number of boxes than the same program without one. With systemd each has its own.
      cgroupParent: info.CgroupDriver === 'cgroupfs' ? '/' : null,
      told: `Docker ${info.ServerVersion}`,
      weaknesses: weaknessesOf(info),
    };
  } catch (error) {
    if ((error as { readonly statusCode?: number }).statusCode === 404) {
      return unavailable(
        `the image of boxes, ${image}, is not on this machine`,
        `\`docker pull ${image}\` fetches it. CHECKER_BOX_IMAGE names another.`,
      );
    }
    const said = error instanceof Error ? error.message : String(error);
    return unavailable(
      `no Docker engine answers: ${said}`,
      'Start it, for example by `sudo systemctl start docker`; your user has to be in the group `docker`.',
    );
  }
}

interface EngineInfo {
  readonly OSType: string;
  readonly Name: string;
  readonly ServerVersion: string;
  readonly SecurityOptions?: readonly string[];
  readonly MemoryLimit?: boolean;
  readonly PidsLimit?: boolean;
  readonly CpuCfsQuota?: boolean;
  readonly NCPU: number;
  readonly CgroupDriver?: string;
}

function weaknessesOf({ SecurityOptions = [], MemoryLimit, PidsLimit, CpuCfsQuota }: EngineInfo): string[] {
  const looked = 'what a submission uses of it is looked at ten times a second';
  return [
    ...(MemoryLimit === false ? [`This Docker engine cannot limit memory: ${looked}.`] : []),
    ...(PidsLimit === false ? [`This Docker engine cannot limit processes: ${looked}.`] : []),
    ...(CpuCfsQuota === false
      ? ['This Docker engine cannot limit processors: a submission may keep all of the machine busy.']
      : []),
    ...(SecurityOptions.some((each) => each.startsWith('name=seccomp'))
      ? []
      : ['This Docker engine does not filter system calls (seccomp): more of the kernel can be attacked.']),
  ];
}

const elsewhere = 'the Docker engine is not on this machine, or this is a container itself';
const onThisMachine = 'A Docker engine on this very machine, which is Linux, does it; or use bubblewrap.';

function unavailable(why: string, hint: string): ContainerProbe {
  return { kind: 'unavailable', why, hint };
}
