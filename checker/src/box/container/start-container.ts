import { chmodSync, existsSync, mkdtempSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { CheckerError } from '../../errors.ts';
import { capOutput } from '../capped-output.ts';
import { removeTree } from '../remove-tree.ts';
import { type ContainerLink, openContainerLink } from './container-link.ts';
import type { ContainerWalls } from './container-walls.ts';
import { createClient, type EngineClient } from './engine-client.ts';
import { type HostProcesses, seeHostProcesses } from './host-processes.ts';
import { insidePaths, socketName } from './protocol.ts';
import { within } from './within.ts';

/** How long an engine may take until the supervisor calls; it takes a third of a second where nothing else runs. */
const startMs = 30_000;
/** How long it may take for an answer that needs no work. */
const answerMs = 10_000;
/** Less than a scenario has for its clearing away. */
const removeMs = 4000;
const late = 'it does not answer';
/** Room of /tmp and /dev/shm, each in memory. */
const temporaryBytes = 64 * 2 ** 20;
/** What the supervisor and its folders in memory take besides the submission. */
const ownMiB = 160;
/** The kernel counts threads, a manifest processes: Node has eleven, and a program may have workers. */
const threadsEach = 16;

export interface Container extends AsyncDisposable {
  readonly link: ContainerLink;
  readonly host: HostProcesses;
  /** What has become of it, as part of a sentence; null while all is well. */
  trouble(): string | null;
  /** Sees to it that a box with such limits has room. */
  makeRoom(limits: Room): Promise<void>;
}

export interface Room {
  readonly memoryMiB: number;
  readonly processes: number;
}

export interface ContainerWish {
  readonly walls: ContainerWalls;
  readonly app: string;
  readonly readable: readonly string[];
  /** Folders that submissions may write to. */
  readonly writable: readonly string[];
  readonly node: string;
  /** Where it may make a folder of its own. */
  readonly home: string;
  /** The folder of the run, by which what is left of a killed one is found. */
  readonly runFolder: string;
  readonly room: Room;
}

/** A container without a network, in which the supervisor waits for orders. @throws BOX_UNAVAILABLE */
export async function startContainer(wish: ContainerWish): Promise<Container> {
  const { walls } = wish;
  const ours = mkdtempSync(join(wish.home, 'l-'));
  await using undo = new AsyncDisposableStack();
  undo.defer(() => removeTree(ours));
  // The supervisor is the container's root, without the right to pass where root of the machine may.
  chmodSync(ours, 0o711);
  const link = undo.use(await openContainerLink(ours));
  chmodSync(join(ours, socketName), 0o666);
  const engine = await createClient(walls.socketPath);
  let room = wish.room;
  const container = await create(engine, wish, ours);
  // One that is not removed ends with its connection; what is left of it is found by its label when the run ends.
  undo.defer(() => within(removeMs, container.remove({ force: true, v: true }), late).catch(() => {}));
  const said = await begin(container, link);
  const { State } = await within(answerMs, container.inspect(), late).catch(engineFailed);
  const host = seeHostProcesses(State.Pid);
  const rest = undo.move();
  return {
    link,
    host,
    trouble: () => (link.isOver ? `the container of the box has ended${tail(said())}` : null),
    async makeRoom(wanted) {
      if (wanted.memoryMiB <= room.memoryMiB && wanted.processes <= room.processes) return;
      room = {
        memoryMiB: Math.max(wanted.memoryMiB, room.memoryMiB),
        processes: Math.max(wanted.processes, room.processes),
      };
      await within(answerMs, container.update(limitsFor(room)), late).catch(engineFailed);
    },
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
}

type EngineContainer = Awaited<ReturnType<EngineClient['createContainer']>>;

async function create(
  engine: EngineClient,
  { walls, app, readable, writable, node, runFolder, room }: ContainerWish,
  ours: string,
): Promise<EngineContainer> {
  const binary = realpathSync(node);
  const supervisor = `${insidePaths.locked}/supervisor.mjs`;
  const binds = [
    ...[...new Set([binary, node, '/usr/local/bin/node'])].map((path) => `${binary}:${path}:ro`),
    `${walls.supervisor}:${supervisor}:ro`,
    `${ours}:${insidePaths.link}:ro`,
    ...Object.entries(walls.laid).map(([path, file]) => `${file}:${path}:ro`),
    ...[app, ...readable].map((path) => `${path}:${path}:ro`),
    ...writable.map((path) => `${path}:${path}:rw`),
  ];
  try {
    const creating = engine.createContainer({
      Image: walls.image,
      Labels: { ...walls.labels },
      // The shell is there to reap what is orphaned; what follows it keeps it from becoming Node.
      Entrypoint: ['/bin/sh', '-c', '"$@"; exit $?', 'box'],
      Cmd: [binary, '--no-warnings', supervisor],
      Env: [`CHECKER_RUN=${runFolder}`, 'PATH=/usr/local/bin:/usr/bin:/bin', 'LANG=C.UTF-8', 'TZ=UTC'],
      User: '0:0',
      WorkingDir: '/',
      HostConfig: {
        ...limitsFor(room),
        ...(walls.cgroupParent === null ? {} : { CgroupParent: walls.cgroupParent }),
        ...(walls.cpus === null ? {} : { NanoCpus: walls.cpus * 1e9 }),
        AutoRemove: true,
        NetworkMode: 'none',
        ReadonlyRootfs: true,
        CapDrop: ['ALL'],
        CapAdd: ['SETUID', 'SETGID', 'KILL'],
        SecurityOpt: ['no-new-privileges'],
        IpcMode: 'private',
        ShmSize: temporaryBytes,
        Binds: binds,
        Tmpfs: {
          '/tmp': `rw,nosuid,nodev,size=${temporaryBytes},mode=1777`,
          [insidePaths.locked]: 'rw,nosuid,nodev,size=65536,mode=0700',
          ...Object.fromEntries(readable.flatMap(masked).map((path) => [path, 'ro,size=4096,mode=0755'])),
        },
        LogConfig: { Type: 'json-file', Config: { 'max-size': '1m' } },
      },
    });
    return await within(startMs, creating, late);
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) throw imageMissing(walls.image, error);
    return engineFailed(error);
  }
}

/** Within the packages, what our own programs keep there: it may tell of hidden tests. */
function masked(folder: string): string[] {
  const cache = join(folder, '.cache');
  return existsSync(cache) ? [cache] : [];
}

function limitsFor({ memoryMiB, processes }: Room) {
  const bytes = (memoryMiB + ownMiB) * 2 ** 20;
  return { Memory: bytes, MemorySwap: bytes, PidsLimit: processes * threadsEach + 64 };
}

/** Resolves, once the supervisor has called, to what the container says on its own streams. */
async function begin(container: EngineContainer, link: ContainerLink): Promise<() => string> {
  const attaching = container.attach({ stream: true, stdout: true, stderr: true });
  const stream = await within(answerMs, attaching, late).catch(engineFailed);
  const both = new PassThrough();
  container.modem.demuxStream(stream, both, both);
  stream.on('error', () => {}).once('close', () => both.end());
  stream.once('end', () => both.end());
  const said = capOutput(both, 4096);
  const patience = Promise.withResolvers<'late'>();
  const timer = setTimeout(patience.resolve, startMs, 'late');
  try {
    await within(startMs, container.start(), late);
    const how = await Promise.race([
      link.ready.then(() => 'ready' as const),
      said.ended.then(() => 'ended' as const),
      patience.promise,
    ]);
    if (how !== 'ready') throw notStarted(how, said.text());
    return () => said.text();
  } catch (error) {
    return engineFailed(error);
  } finally {
    clearTimeout(timer);
  }
}

function notStarted(how: 'ended' | 'late', said: string): CheckerError {
  const what = how === 'late' ? `did not begin within ${startMs / 1000} s` : 'ended at once';
  return new CheckerError('BOX_UNAVAILABLE', `the supervisor of a box ${what}${tail(said)}`, {
    hint: 'The image of boxes must have /bin/sh and the C library that this Node was built for: `node:24` has. CHECKER_BOX_IMAGE names another.',
  });
}

export function imageMissing(image: string, cause: unknown): CheckerError {
  return new CheckerError('BOX_UNAVAILABLE', `the image of boxes, ${image}, is not on this machine`, {
    hint: `\`docker pull ${image}\` fetches it. CHECKER_BOX_IMAGE names another.`,
    cause,
  });
}

function engineFailed(error: unknown): never {
  if (error instanceof CheckerError) throw error;
  const said = error instanceof Error ? error.message : String(error);
  throw new CheckerError('BOX_UNAVAILABLE', `the Docker engine did not make a box: ${said}`, {
    hint: 'See whether it still answers: `docker info`. `--isolation bubblewrap` does without it.',
    cause: error,
  });
}

function tail(said: string): string {
  const text = said.trim();
  return text === '' ? '' : `: ${text.slice(-500)}`;
}
