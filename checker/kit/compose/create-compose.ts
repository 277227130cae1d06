import type { RunContext } from '../../src/judge/run-context.ts';
import {
  type FindEngine,
  findEngineHere,
  type OpenEngine,
  openEngine,
  refuseWithinWalls,
} from '../engine/create-engine.ts';
import { broken, notRun } from '../expect.ts';
import type { Scenario } from '../scenario.ts';
import { tellCount } from '../static/tell-findings.ts';
import { readSubmittedFile, type SubmittedFile } from '../submitted-file.ts';
import type { ComposeHost } from './compose.ts';
import type { ReadCompose } from './read-compose.ts';

/** In the order in which `docker compose` looks for them. */
const names = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'] as const;

/** What was read, by the run's context: its requirements ask for the same file, and the schema is costly. */
const known = new WeakMap<RunContext, Promise<ReadCompose>>();

export function createCompose(scenario: Scenario, find: FindEngine = findEngineHere): ComposeHost {
  const { run } = scenario;
  return {
    async config(env) {
      refuseWithinWalls(run.walls);
      const { file } = readSubmittedFile(run.snapshot, names, 'Compose');
      const environment = environmentOf(scenario);
      const { findComposeProgram, isFirstGeneration } = await import('./compose-program.ts');
      const program = await findComposeProgram(run.path, { ...scenario, cwd: run.folder, env: environment });
      if (program === null || isFirstGeneration(program)) return;
      const { createStackCommands } = await import('./stack-commands.ts');
      const commands = createStackCommands(scenario, { program, project: 'workbook', file, environment });
      const ended = await commands.run(['config', '--quiet'], { env, patienceMs: configMs });
      if (ended.code === 0) return;
      const { refuseConfig } = await import('./prepare-stack.ts');
      refuseConfig(program, ended);
    },
    async prepare(options) {
      const { file } = readSubmittedFile(run.snapshot, names, 'Compose');
      const engine = await openEngine(scenario, find);
      const environment = environmentOf(scenario, engine);
      const { findComposeProgram } = await import('./compose-program.ts');
      const program =
        (await findComposeProgram(run.path, { ...scenario, cwd: run.folder, env: environment })) ??
        notRun(
          'no Docker Compose',
          'Docker Desktop brings it along; for Docker Engine it is the package docker-compose-plugin (docs.docker.com/compose/install).',
        );
      const { prepareStack } = await import('./prepare-stack.ts');
      return prepareStack(
        scenario,
        { engine, program, environment, file },
        { ...options, env: { ...options.env, ...imagesOf(scenario) } },
      );
    },
    async read() {
      const submitted = readSubmittedFile(run.snapshot, names, 'Compose');
      const found = await readOnce(run, submitted);
      if (found.kind === 'read') return found.compose;
      return broken({
        expected: `a ${submitted.file} that keeps to the Compose Specification`,
        saw: tellCount(found.places.length, 'error', 'errors'),
        look: 'Begin with the first: `docker compose config` tells the same.',
        places: found.places.slice(0, 10),
      });
    },
  };
}

const configMs = 20_000;

/** Of the program `docker`. It talks to the engine that we have found. */
function environmentOf({ run }: Scenario, engine?: OpenEngine): Readonly<Record<string, string>> {
  const given = run.services.docker?.environment ?? {};
  const { socketPath } = (engine?.dockerode.modem ?? {}) as { readonly socketPath?: string };
  return {
    PATH: run.path,
    ...(socketPath === undefined || given.DOCKER_CONTEXT !== undefined
      ? {}
      : { DOCKER_HOST: `unix://${socketPath}` }),
    ...given,
  };
}

/** Images that take the place of those that the file names. */
function imagesOf({ run }: Scenario): Readonly<Record<string, string>> {
  const { nodeImage, postgresImage, redisImage } = run.services.docker ?? {};
  return Object.fromEntries(
    Object.entries({ NODE_IMAGE: nodeImage, POSTGRES_IMAGE: postgresImage, REDIS_IMAGE: redisImage }).flatMap(
      ([name, image]) => (typeof image === 'string' ? [[name, image]] : []),
    ),
  );
}

function readOnce(run: RunContext, { file, text }: SubmittedFile): Promise<ReadCompose> {
  const before = known.get(run);
  if (before !== undefined) return before;
  // Loaded when it is asked for: most exercises have no such file.
  const reading = Promise.all([import('./read-compose.ts'), import('./validate-compose.ts')]).then(
    ([{ readCompose }, { createComposeValidator }]) => readCompose(text, file, createComposeValidator()),
  );
  known.set(run, reading);
  return reading;
}
