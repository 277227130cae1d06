import { readdirSync } from 'node:fs';
import { ImageName } from 'testcontainers';
import { describe, expect, test } from 'vitest';
import { findEngine } from '../../src/services/docker/engine.ts';
import { ownerLabel, sweepContainers } from '../../src/services/docker/leftovers.ts';
import { ownerMark } from '../../src/services/owner.ts';
import { openScenarioOfTest } from '../../test/open-scenario.ts';
import { tempFolder } from '../../test/temp-folder.ts';
import { createFixtures } from '../create-fixtures.ts';
import { Broken, NotRun } from '../expect.ts';
import { createEngine } from './create-engine.ts';

/** Any image with Node in it: what the tests build stands on it. */
const base = process.env.CHECKER_NODE_IMAGE || 'local/node:24';
const engine = await findEngine().catch(() => null);
const hasBase = engine !== null && (await engine.image.exists(ImageName.fromString(base)).catch(() => false));
if (!hasBase) {
  console.info(`skipped: ${engine === null ? 'no Docker engine answers' : `the engine lacks ${base}`}`);
}

const noDocker = { nodeImage: null, postgresImage: null, redisImage: null, environment: {} } as const;

const dockerfile = `ARG NODE_IMAGE=node:24.9.0
FROM \${NODE_IMAGE} AS build
WORKDIR /app
COPY . .
RUN node -e "require('node:fs').writeFileSync('large', Buffer.alloc(3_000_000, 'x'))"
RUN node -e "require('node:fs').writeFileSync('secret.txt', 'x')" && rm secret.txt
FROM \${NODE_IMAGE}
WORKDIR /app
COPY --from=build /app/service.mjs ./
COPY extra.txt ./
RUN rm extra.txt
USER 1000:1000
ENV PORT=3000
EXPOSE 3000
HEALTHCHECK --interval=1s --timeout=2s --retries=1 CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT).then(() => process.exit(0), () => process.exit(1))"]
CMD ["node", "service.mjs"]
`;

const service = `import { createServer } from 'node:http';
import { existsSync, writeFileSync } from 'node:fs';
const server = createServer((req, res) => {
  try {
    if (req.method === 'POST') writeFileSync('/app/written', 'x');
    res.end(JSON.stringify({ word: process.env.WORD ?? null, uid: process.getuid(), secret: existsSync('/app/.env') }));
  } catch (error) {
    res.writeHead(500).end(error.code);
  }
});
server.listen(Number(process.env.PORT), '0.0.0.0', () => {
  console.log(JSON.stringify({ msg: 'listening', host: '0.0.0.0', port: server.address().port }));
});
process.on('SIGTERM', () => { console.error('ending'); server.close(); server.closeAllConnections(); });
`;

const files = {
  Dockerfile: dockerfile,
  'service.mjs': service,
  'extra.txt': 'taken away again',
  '.env': 'SECRET=1',
  '.dockerignore': '*\n!service.mjs\n!extra.txt\n',
};

async function open(given: Readonly<Record<string, string>> = files, owner = ownerMark()) {
  const tmp = tempFolder();
  const scenario = await openScenarioOfTest({
    files: given,
    manifest: { limits: { wallSeconds: 300 } },
    services: { docker: { ...noDocker, tmp, owner, nodeImage: base } },
  });
  return { scenario, owner, tmp, host: createFixtures(scenario).engine };
}

describe.runIf(hasBase)(`with a Docker engine and ${base}`, () => {
  test('an image is built on another base, and tells what it is', async () => {
    const { host, scenario } = await open();
    const image = await host.build();
    expect(image.base.name).toBe(base);
    expect(image.bytes).toBeGreaterThan(image.base.bytes);
    expect(image.bytes - image.base.bytes).toBeLessThan(1_000_000);
    expect(image.config).toMatchObject({
      user: '1000:1000',
      entrypoint: [],
      command: ['node', 'service.mjs'],
      healthcheck: ['CMD', 'node', '-e', expect.any(String)],
      ports: ['3000/tcp'],
      environment: { PORT: '3000' },
    });
    expect(image.history[0]?.step).toContain('LABEL');
    expect(image.history.some(({ step }) => step.includes('USER 1000:1000'))).toBe(true);
    expect(image.log).toContain('Step 4/');
    const layers = await image.layers();
    expect(layers.flat()).toEqual(
      expect.arrayContaining(['app/service.mjs', 'app/extra.txt', 'app/.wh.extra.txt']),
    );
    expect(layers.flat()).not.toContain('app/.env');
    expect(layers.flat()).not.toContain('usr/local/bin/node');

    const stage = await host.build({ target: 'build' });
    expect(stage.bytes - stage.base.bytes).toBeGreaterThan(3_000_000);
    const { did } = scenario.observe({ expected: 'a', saw: 'b', look: 'c' });
    expect(did).toMatchObject([
      { kind: 'run', program: 'docker', args: ['build', '--build-arg', `NODE_IMAGE=${base}`, '.'] },
      { kind: 'run', program: 'docker', args: expect.arrayContaining(['--target', 'build']) },
    ]);
  });

  test('a container serves, is healthy, is who it says, and ends on SIGTERM as process 1', async () => {
    const { host } = await open();
    const image = await host.build();
    const container = await image.start({
      env: { WORD: 'hello' },
      readOnly: true,
      withoutCapabilities: true,
    });
    await container.listening();
    expect((await container.request('GET', '/')).json).toEqual({ word: 'hello', uid: 1000, secret: false });
    expect(await container.request('POST', '/')).toMatchObject({ status: 500, text: 'EROFS' });
    expect(await container.health()).toBe('healthy');
    expect(await container.process()).toEqual({ uid: 1000, command: 'node service.mjs' });
    expect(await container.run(['id', '-u'])).toEqual({ code: 0, output: '1000\n' });
    const end = await container.stop();
    expect(end).toEqual({ code: 0, outOfMemory: false });
    expect(container.output.stderr).toBe('ending\n');
    expect(container.logs()).toMatchObject([{ msg: 'listening', port: 3000 }]);
    expect(await container.health(0)).toBe('ended');
  });

  test('what ignores SIGTERM is killed, and what ends by itself is told', async () => {
    const { host } = await open({
      ...files,
      'service.mjs':
        'process.on(\'SIGTERM\', () => {}); setInterval(() => {}, 1000); console.log(\'{"msg":"up"}\');',
    });
    const container = await (await host.build()).start({ network: 'none' });
    expect(await container.log((line) => line.msg === 'up')).toEqual({ msg: 'up' });
    expect(await container.ended(100)).toBeNull();
    expect(await container.stop(1)).toMatchObject({ code: 137 });
    const other = await (await host.build()).start({ command: ['node', '-e', 'process.exit(7)'] });
    expect(await other.ended()).toMatchObject({ code: 7 });
    const error = await other.listening(5_000).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ part: { saw: 'exit code 7 before that' } });
  });

  test.runIf(process.platform === 'linux')(
    'in the machine’s own network the servers of the judge are where their URLs say',
    async () => {
      const { host } = await open();
      const container = await (await host.build()).start({ network: 'host' });
      await container.listening();
      expect(await container.request('GET', '/')).toMatchObject({ status: 200 });
      expect(container.logs()[0]?.port).not.toBe(3000);
    },
  );

  test('a build that fails is the submission’s, one that cannot fetch is not', async () => {
    const { host } = await open({ ...files, Dockerfile: `${dockerfile}RUN exit 3\n` });
    const error = await host.build().catch((reason: unknown) => reason);
    if (!(error instanceof Broken)) throw new Error('it was not broken', { cause: error });
    expect(error.part.saw).toContain('returned a non-zero code: 3');

    // What only this engine does not understand.
    const newer = await open({ ...files, Dockerfile: `${dockerfile}COPY --future=1 extra.txt ./\n` });
    await expect(newer.host.build()).rejects.toMatchObject({
      part: { saw: expect.stringContaining('future') },
    });

    const offline = await open({
      ...files,
      Dockerfile: `${dockerfile}RUN echo getaddrinfo ENOTFOUND registry && exit 1\n`,
    });
    await expect(offline.host.build()).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  });

  test('a base that cannot be fetched leaves it not run, and names the image', async () => {
    const { host } = await open();
    const error = await host
      .build({ args: { NODE_IMAGE: 'localhost:1/node:24' } })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NotRun);
    expect(error).toMatchObject({
      message: 'the image localhost:1/node:24 is neither on this machine nor to be fetched',
      hint: expect.stringContaining('docker pull localhost:1/node:24'),
    });
  });

  test('a build that never ends is cut, and says at which step', async () => {
    const { host } = await open({ ...files, Dockerfile: `${dockerfile}USER 0\nRUN sleep 300\n` });
    const error = await host.build({ patienceMs: 4_000 }).catch((reason: unknown) => reason);
    if (!(error instanceof Broken)) throw new Error('it was not broken', { cause: error });
    expect(error.part.saw).toMatch(/^at "Step \d+\/\d+ : RUN sleep 300" it was not done after \d+ s$/);
  });

  test.each([
    ['at the end of a scenario', false],
    ['by the next start, of a checker that was killed', true],
  ])('nothing is left: what there is goes %s', async (_, killed) => {
    const owner = killed ? ownerMark().replace(/_\d+_\d+$/, '_999999999_1') : ownerMark();
    const { host, scenario, tmp } = await open(files, owner);
    await (await host.build()).start();
    const filters = { label: [`${ownerLabel}=${owner}`] };
    const things = async () => [
      ...((await engine?.container.dockerode.listContainers({ all: true, filters })) ?? []),
      ...((await engine?.container.dockerode.listImages({ filters })) ?? []),
    ];
    expect(await things()).toHaveLength(2);
    expect(await sweepContainers(tmp)).toBe(killed ? 2 : 0);
    if (!killed) await scenario[Symbol.asyncDispose]();
    expect(await things()).toEqual([]);
    expect(readdirSync(tmp)).toEqual([]);
  });

  test('a command that is not in the image is the submission’s doing', async () => {
    const { host } = await open();
    const image = await host.build();
    await expect(image.start({ command: ['nodee'] })).rejects.toMatchObject({
      part: { saw: expect.stringContaining('nodee') },
    });
  });
});

test('without an engine the requirement is not run, and says what would add it', async () => {
  const scenario = await openScenarioOfTest({
    files,
    services: { docker: { ...noDocker, tmp: tempFolder(), owner: ownerMark() } },
  });
  const nowhere = createEngine(scenario, () => Promise.reject(new Error('nothing answers')));
  const error = await nowhere.build().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(NotRun);
  expect(error).toMatchObject({
    message: 'no Docker engine',
    hint: expect.stringContaining('nothing answers'),
  });
});
