import { availableParallelism, loadavg } from 'node:os';
import { createCompose } from './compose/create-compose.ts';
import { createDockerfile } from './dockerfile/create-dockerfile.ts';
import { createEngine } from './engine/create-engine.ts';
import { excerptOf } from './excerpt.ts';
import { createFiles } from './files.ts';
import type { Fixtures, Source } from './fixtures.ts';
import { createHttp } from './http/create-http.ts';
import { createJobs } from './jobs/create-jobs.ts';
import { createLoad } from './load.ts';
import { createMachine } from './machine.ts';
import { createMake } from './make/create-make.ts';
import { createModuleHost } from './module-host.ts';
import { createPostgres, type PostgresHost, type PostgresTemplates } from './postgres.ts';
import { createProgram } from './program.ts';
import { createProperty } from './property.ts';
import { createRandom } from './random.ts';
import { createRedis } from './redis.ts';
import { createRelays } from './relay.ts';
import type { Scenario } from './scenario.ts';
import { createServiceHost } from './service/create-service-host.ts';
import { createSource } from './static/index.ts';
import { createTrace } from './trace.ts';

/** Some know more than hidden tests are told. */
interface Made extends Fixtures {
  postgres: PostgresHost & PostgresTemplates;
}

/** The fixtures of one scenario, each made when a hidden test first names it. */
export function createFixtures(scenario: Scenario): Fixtures {
  const { run } = scenario;
  const makers: { readonly [Name in keyof Made]: () => Made[Name] } = {
    program: () => createProgram(scenario),
    files: () => createFiles(scenario),
    module: () => createModuleHost(scenario),
    service: () =>
      createServiceHost(scenario, { postgres: () => fixtures.postgres, redis: () => fixtures.redis }),
    http: () => createHttp(scenario),
    jobs: () => createJobs(scenario, { service: () => fixtures.service, relay: () => fixtures.relay }),
    load: () => createLoad(scenario),
    relay: () => createRelays(scenario),
    property: () => createProperty(scenario),
    random: () => createRandom(scenario.seed),
    machine: () => createMachine(scenario),
    postgres: () => createPostgres(scenario),
    redis: () => createRedis(scenario),
    make: () => createMake(scenario),
    engine: () => createEngine(scenario),
    compose: () => createCompose(scenario),
    dockerfile: () => createDockerfile(scenario),
    signal: () => scenario.signal,
    trace: () => createTrace(scenario.trace),
    source: () =>
      waitedFor(
        scenario,
        createSource({
          snapshot: run.snapshot,
          manifest: run.manifest,
          root: run.repository,
          scratch: scenario.box().scratch,
          node: run.node,
          signal: scenario.signal,
          note: (text) => scenario.note({ kind: 'note', text }),
          show: (path, text) =>
            scenario.note({ kind: 'file', action: 'compiled', path, text: excerptOf(text, run) }),
        }),
      ),
    chaffs: () => ({
      async judgeOwnTests() {
        // A bundler and two parsers, which no other requirement needs.
        const { createChaffs } = await import('./own-tests/index.ts');
        await createChaffs({
          snapshot: run.snapshot,
          hidden: run.hidden,
          manifest: run.manifest,
          box: scenario.box(),
          root: run.repository,
          random: createRandom(scenario.seed),
          signal: scenario.signal,
          machineLoad: () => (loadavg()[0] ?? 0) / availableParallelism(),
        }).judgeOwnTests();
      },
    }),
  };
  const fixtures = lazily(makers);
  return fixtures;
}

/** Source that is made to take long to read is the submission's doing, as a program that does not end is. */
function waitedFor(scenario: Scenario, source: Source): Source {
  const wait = (reading: Promise<void>) => scenario.waitingFor('its source to be read', reading);
  return {
    ...source,
    compiles: () => wait(source.compiles()),
    noGlobals: () => wait(source.noGlobals()),
    layers: () => wait(source.layers()),
    boundaries: () => wait(source.boundaries()),
    surface: () => wait(source.surface()),
    types: (cases) => wait(source.types(cases)),
  };
}

function lazily<Shape extends object>(makers: { readonly [Key in keyof Shape]: () => Shape[Key] }): Shape {
  const target = {} as Shape;
  for (const name of Object.keys(makers) as (keyof Shape)[]) {
    let made: { readonly value: Shape[typeof name] } | null = null;
    Object.defineProperty(target, name, {
      enumerable: true,
      get: () => {
        made ??= { value: makers[name]() };
        return made.value;
      },
    });
  }
  return target;
}
