import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers';
import { CheckerError } from '../../errors.ts';
import { serviceTrouble } from '../server.ts';
import { fetchImage, findEngine } from './engine.ts';
import { noteContainers, ownerLabel } from './leftovers.ts';

const startMs = 60_000;

export interface ContainerWish {
  readonly image: string;
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** A folder in memory. */
  readonly tmpfs: string;
  readonly port: number;
  /** What its log says once it serves, and how often. */
  readonly ready: RegExp;
  readonly times: number;
  readonly tmp: string;
  readonly owner: string;
  readonly signal: AbortSignal;
}

export interface StartedContainer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** `sha256:…` of the image that it was made from, since a tag may name another one tomorrow; null where the engine does not tell. */
  readonly image: string | null;
}

/**
 * A container by testcontainers, without its reaper: that is one more image to fetch. We remove what we start, and the next
 * run what a killed one left, by its label.
 */
export async function startContainer(wish: ContainerWish): Promise<StartedContainer> {
  const engine = await findEngine();
  await fetchImage(engine, wish.image);
  wish.signal.throwIfAborted();
  const note = noteContainers(wish.tmp, wish.owner);
  let container: StartedTestContainer;
  try {
    container = await new PrivateContainer(wish.image, wish.port, engine.info.containerRuntime.host)
      .withCommand([...wish.command])
      .withEnvironment({ ...wish.environment })
      .withTmpFs({ [wish.tmpfs]: 'rw' })
      .withLabels({ [ownerLabel]: wish.owner })
      .withAutoCleanup(false)
      .withWaitStrategy(Wait.forLogMessage(wish.ready, wish.times))
      .withStartupTimeout(startMs)
      .start();
  } catch (error) {
    throw explain(error, wish.image);
  }
  const inspected = engine.container.inspect(engine.container.getById(container.getId()));
  return {
    // What is only told in reports is no reason to give up a server that works.
    image: await inspected.then(({ Image }) => Image).catch(() => null),
    host: container.getHost() === 'localhost' ? '127.0.0.1' : container.getHost(),
    port: container.getMappedPort(wish.port),
    async [Symbol.asyncDispose]() {
      await container.stop({ timeout: 0, remove: true, removeVolumes: true });
      note[Symbol.dispose]();
    },
  };
}

/** Docker publishes a port to the whole network unless an address is named. */
class PrivateContainer extends GenericContainer {
  /** @param host where containers are reached from here: another one where this is a container itself, or the engine far away */
  constructor(image: string, port: number, host: string) {
    super(image);
    this.withExposedPorts(port);
    if (host !== 'localhost' && host !== '127.0.0.1') return;
    this.hostConfig.PortBindings = { [`${port}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: '0' }] };
  }
}

function explain(error: unknown, image: string): CheckerError {
  if (error instanceof CheckerError) return error;
  const told = error instanceof Error ? error.message : String(error);
  const hint = /no space left/i.test(told)
    ? 'Free some space where Docker keeps its images: `docker system df` shows what takes it.'
    : `Try it by hand: \`docker run --rm ${image}\`. CHECKER_SERVICES=embedded does without Docker.`;
  return serviceTrouble(`a container of ${image} could not be started: ${told}`, hint, error);
}
