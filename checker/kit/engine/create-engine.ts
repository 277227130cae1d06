import type { ContainerRuntimeClient } from 'testcontainers';
import type { Walls } from '../../src/box/walls.ts';
import { createDockerfile } from '../dockerfile/create-dockerfile.ts';
import { notRun } from '../expect.ts';
import type { Scenario } from '../scenario.ts';
import type { BuildOptions, BuiltImage, EngineHost } from './engine.ts';
import type { ImageStore } from './fetch-images.ts';

/** How the Dockerfile's base is replaced, by the contract of exercises that have one. */
const baseArgument = 'NODE_IMAGE';

/** The Docker engine for one scenario. It is looked for, and its client loaded, when something is to be built. */
export function createEngine(scenario: Scenario, find: FindEngine = findEngineHere): EngineHost {
  let opened: Promise<OpenEngine> | null = null;
  return {
    async build(options = {}) {
      opened ??= openEngine(scenario, find);
      return build(scenario, await opened, options);
    },
  };
}

/** Rejects with what is wrong where none answers. */
export type FindEngine = () => Promise<ContainerRuntimeClient>;

export const findEngineHere: FindEngine = async () =>
  (await import('../../src/services/docker/engine.ts')).findEngine();

export type EngineContainer = Awaited<ReturnType<OpenEngine['dockerode']['createContainer']>>;

export interface OpenEngine {
  readonly client: ImageStore;
  readonly dockerode: ContainerRuntimeClient['container']['dockerode'];
  /** Where published ports are reached. */
  readonly host: string;
  readonly owner: { readonly [label: string]: string };
  readonly nodeImage: string | null;
}

/** Ends the scenario as not run where there is none. What is made with it bears `owner`, and is noted for the next checker. */
export async function openEngine(scenario: Scenario, find: FindEngine): Promise<OpenEngine> {
  const { docker } = scenario.run.services;
  refuseWithinWalls(scenario.run.walls);
  if (docker === null)
    return notRun('this judge was opened without services', 'Judge it with `npm run checker -- check`.');
  const { noteContainers, ownerLabel } = await import('../../src/services/docker/leftovers.ts');
  const engine = await find().catch((error: Error) =>
    notRun(
      'no Docker engine',
      `Docker Engine or Docker Desktop adds it (docs.docker.com/get-started/get-docker); where it is there, start it: ${error.message}.`,
    ),
  );
  const note = noteContainers(docker.tmp, docker.owner);
  // The first of its kind, so that it is the last to be undone: what it stands for is gone then.
  scenario.defer(() => note[Symbol.dispose]());
  const { host } = engine.info.containerRuntime;
  return {
    client: engine,
    dockerode: engine.container.dockerode,
    host: host === 'localhost' ? '127.0.0.1' : host,
    owner: { [ownerLabel]: docker.owner },
    nodeImage: docker.nodeImage,
  };
}

/** An engine makes containers beside the walls, not within them, and what it builds may use the network. */
export function refuseWithinWalls({ isolation }: Walls): void {
  if (isolation === 'process') return;
  notRun(
    `no Docker engine within the isolation ${isolation}`,
    'Where you trust the submission, or the machine is thrown away afterwards, `--isolation process` judges it.',
  );
}

async function build(scenario: Scenario, engine: OpenEngine, options: BuildOptions): Promise<BuiltImage> {
  const args = {
    ...(engine.nodeImage === null ? {} : { [baseArgument]: engine.nodeImage }),
    ...options.args,
  };
  const files = createDockerfile(scenario);
  // Told here with the line, rather than by the engine.
  const dockerfile = await files.read({ args });
  const { files: sent } = await files.context();
  const { buildImage } = await import('./build-image.ts');
  return buildImage(scenario, engine, { ...options, args, dockerfile, sent });
}
