import { readdirSync } from 'node:fs';
import { ImageName } from 'testcontainers';
import { describe, expect, test } from 'vitest';
import { findEngine } from '../../src/services/docker/engine.ts';
import { ownerLabel, removeContainersOf, sweepContainers } from '../../src/services/docker/leftovers.ts';
import { ownerMark } from '../../src/services/owner.ts';
import { openScenarioOfTest } from '../../test/open-scenario.ts';
import { tempFolder } from '../../test/temp-folder.ts';
import { createFixtures } from '../create-fixtures.ts';
import { Broken, NotRun } from '../expect.ts';
import { findComposeProgram } from './compose-program.ts';
import { createCompose } from './create-compose.ts';

/** Any image with Node in it. */
const base = process.env.CHECKER_NODE_IMAGE || 'local/node:24';
const path = process.env.PATH ?? '';
const engine = await findEngine().catch(() => null);
const hasBase = engine !== null && (await engine.image.exists(ImageName.fromString(base)).catch(() => false));
const program = await findComposeProgram(path, {
  cwd: import.meta.dirname,
  env: { PATH: path },
  signal: new AbortController().signal,
});
const canRun = hasBase && program !== null;
if (!canRun) {
  console.info(
    `skipped: ${engine === null ? 'no Docker engine answers' : hasBase ? 'there is no Docker Compose' : `the engine lacks ${base}`}`,
  );
}

const service = `import { createServer } from 'node:http';
import { existsSync, writeFileSync } from 'node:fs';
createServer((req, res) => {
  if (req.method === 'POST') writeFileSync('/data/kept', 'x');
  res.end(JSON.stringify({ kept: existsSync('/data/kept'), word: process.env.WORD }));
}).listen(3000, '0.0.0.0');
process.on('SIGTERM', () => process.exit(0));
`;

const composeFile = (once: string) => `name: trial
services:
  once:
    image: trial
    command: [node, -e, ${JSON.stringify(once)}]
  api:
    image: trial
    container_name: trial-api
    build:
      context: .
      args: { NODE_IMAGE: "\${NODE_IMAGE:-node:24.9.0}" }
    environment: { WORD: "\${WORD:?}" }
    ports: ["\${API_PORT:-3000}:3000"]
    volumes: [data:/data]
    depends_on: { once: { condition: service_completed_successfully } }
    healthcheck:
      test: [CMD, node, -e, "fetch('http://127.0.0.1:3000').then(() => process.exit(0), () => process.exit(1))"]
      interval: 1s
volumes:
  data: { name: trial-data }
`;

const filesWith = (once: string) => ({
  Dockerfile:
    'ARG NODE_IMAGE=node:24.9.0\nFROM ${NODE_IMAGE}\nCOPY service.mjs /\nCMD ["node", "/service.mjs"]\n',
  'service.mjs': service,
  'compose.yaml': composeFile(once),
});
const files = filesWith('console.log(1)');
const options = { env: { WORD: 'hello' }, portVariable: 'API_PORT' };

async function open(given: Readonly<Record<string, string>> = files, owner = ownerMark()) {
  const tmp = tempFolder();
  const scenario = await openScenarioOfTest({
    files: given,
    manifest: { limits: { wallSeconds: 300 } },
    services: {
      docker: { tmp, owner, nodeImage: base, postgresImage: null, redisImage: null, environment: {} },
    },
  });
  return { scenario, tmp, host: createFixtures(scenario).compose };
}

async function left(owner: string): Promise<readonly string[]> {
  const filters = { label: [`${ownerLabel}=${owner}`] };
  const dockerode = engine?.container.dockerode;
  return [
    ...((await dockerode?.listContainers({ all: true, filters })) ?? []).map(() => 'container'),
    ...((await dockerode?.listNetworks({ filters })) ?? []).map(() => 'network'),
    ...((await dockerode?.listVolumes({ filters }))?.Volumes ?? []).map(() => 'volume'),
    ...((await dockerode?.listImages({ filters })) ?? []).map(() => 'image'),
  ];
}

describe.runIf(canRun)(`with a Docker engine, ${program?.name} ${program?.version} and ${base}`, () => {
  test('everything comes up under names of its own, is kept from down to up, and goes with the scenario', {
    timeout: 180_000,
  }, async () => {
    const owner = ownerMark();
    const { scenario, tmp, host } = await open();
    const stack = await host.prepare(options);
    const first = await stack.up();
    expect((await first.request('POST', '/')).json).toEqual({ kept: true, word: 'hello' });
    const [volume] =
      (await engine?.container.dockerode.listVolumes({ filters: { label: [`${ownerLabel}=${owner}`] } }))
        ?.Volumes ?? [];
    expect(volume?.Name).toBe(`${stack.project}_data`);
    await stack.down();
    expect(await left(owner)).toEqual(['volume', 'image']);
    const second = await stack.up();
    expect((await second.request('GET', '/')).json).toEqual({ kept: true, word: 'hello' });
    await scenario[Symbol.asyncDispose]();
    expect(await left(owner)).toEqual([]);
    expect(readdirSync(tmp)).toEqual([]);
  });

  test('what does not come up is told, with what it said', { timeout: 120_000 }, async () => {
    const { scenario, host } = await open(filesWith("console.log('no such table'); process.exit(3)"));
    const stack = await host.prepare(options);
    const error = await stack.up().catch((reason: unknown) => reason);
    if (!(error instanceof Broken)) throw new Error('it was not broken', { cause: error });
    expect(error.part.saw).toContain('once has ended with 3');
    expect(scenario.observe(error.part).did).toContainEqual(
      expect.objectContaining({
        path: 'the log of once',
        text: expect.objectContaining({ text: 'no such table\n' }),
      }),
    );
  });

  test('a variable that nobody gives is the submission’s, or nobody’s where Compose is old', async () => {
    const { host } = await open();
    const error = await host.prepare({ ...options, env: {} }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(program?.version.startsWith('1.') ? NotRun : Broken);
  });

  test.each([
    ['the next start, of a checker that was killed', true],
    ['the end of a run, of judging processes that had no time to', false],
  ])('%s, removes what is left', { timeout: 120_000 }, async (_, killed) => {
    // The second is of nobody else's, either: other tests of this machine may be at work.
    const owner = ownerMark().replace(/_\d+_\d+$/, killed ? '_999999998_1' : '_999999997_1');
    const { tmp, host } = await open(files, owner);
    await (await host.prepare(options)).up();
    expect(await left(owner)).toEqual(['container', 'container', 'network', 'volume', 'image']);
    expect(await (killed ? sweepContainers(tmp) : removeContainersOf(tmp, owner))).toBe(3);
    expect(await left(owner)).toEqual([]);
    expect(readdirSync(tmp)).toEqual([]);
  });
});

describe('where something is missing the requirement is not run, and says what would add it', () => {
  test('an engine', async () => {
    const { scenario } = await open();
    const host = createCompose(scenario, () => Promise.reject(new Error('nothing answers')));
    await expect(host.prepare(options)).rejects.toMatchObject({
      name: 'NotRun',
      message: 'no Docker engine',
    });
  });

  test.runIf(engine !== null)('Compose', async () => {
    const { scenario } = await open();
    const host = createCompose({ ...scenario, run: { ...scenario.run, path: '/nowhere' } });
    await expect(host.prepare(options)).rejects.toMatchObject({
      name: 'NotRun',
      message: 'no Docker Compose',
      hint: expect.stringContaining('docker-compose-plugin'),
    });
  });
});
