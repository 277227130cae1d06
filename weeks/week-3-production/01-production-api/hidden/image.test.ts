import { setTimeout } from 'node:timers/promises';
import { type BuiltImage, broken, type Container, expectThat, requirement } from 'checker/kit';
import { createTask, titleIn } from './tasks.ts';

const mostBytes = 80 * 1000 * 1000;
/** Nobody listens there: what the container is told where it is to do without. */
const nobody = {
  DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:1/none',
  REDIS_URL: 'redis://127.0.0.1:1',
};

requirement('small-final-stage', async ({ engine }) => {
  const image = await engine.build();
  const more = image.bytes - image.base.bytes;
  expectThat(more <= mostBytes, {
    expected: `an image that is at most 80 MB larger than ${image.base.name}`,
    saw: `${Math.ceil(more / 1e6)} MB more; the largest steps: ${tellLargest(image)}`,
    look: '`docker history` shows the size of each layer. What of the largest is needed to run?',
  });
});

function tellLargest({ history }: BuiltImage): string {
  return history
    .toSorted((a, b) => b.bytes - a.bytes)
    .filter(({ step }) => /COPY|ADD|npm|RUN|\/bin\/sh/.test(step))
    .slice(0, 3)
    .map(({ step, bytes }) => `${Math.round(bytes / 1e6)} MB by ${step.slice(0, 80)}`)
    .join('; ');
}

requirement('no-secrets-or-dev-dependencies', async ({ engine, dockerfile, source }) => {
  const { final, place } = await dockerfile.read();
  const named = final.lineage.flatMap((each) =>
    each.keyword === 'ARG' || each.keyword === 'ENV'
      ? Object.keys(each.values)
          .filter((name) => isSecret.test(name))
          .map((name) => place(each, `${name} is to be seen in the history of the image`))
      : [],
  );
  if (named.length > 0) {
    broken({
      expected: 'neither ARG nor ENV for secrets',
      saw: named[0]?.text ?? '',
      look: 'A secret is for the container that runs, not for the image. `docker history` shows the rest to everybody.',
      places: named,
    });
  }
  const image = await engine.build();
  const own = (await image.layers()).flat();
  const development = developmentPackages(source.files('.')['package.json']);
  const found = own.filter((path) => isForbidden(path, development));
  expectThat(found.length === 0, {
    expected: 'no layer of the image with secrets, history, tests or packages of devDependencies',
    saw: `${found.length} files, such as ${sample(found).join(', ')}`,
    look: 'What was copied and removed again lies in the layer below, for everybody to read. Which COPY takes more than it needs?',
  });
});

const isSecret = /^(DATABASE_URL|REDIS_URL|API_KEYS|.*(PASSWORD|PASSWD|SECRET|TOKEN|PRIVATE_KEY))$/i;

function developmentPackages(json: Buffer | undefined): readonly string[] {
  try {
    const { devDependencies, dependencies } = JSON.parse(json?.toString('utf8') ?? '{}');
    return Object.keys(devDependencies ?? {}).filter((name) => !Object.hasOwn(dependencies ?? {}, name));
  } catch {
    return [];
  }
}

/** Of the files above the base. Packages bring tests and certificates of their own, which are theirs. */
function isForbidden(path: string, development: readonly string[]): boolean {
  const [, within] = /(?:^|\/)node_modules\/(.*)$/.exec(path) ?? [];
  if (within !== undefined) return development.some((name) => within.startsWith(`${name}/`));
  return (
    /(^|\/)\.env(\.(?!example$)[^/]*)?$/.test(path) ||
    /(^|\/)\.git\//.test(path) ||
    /(^|\/)(id_(rsa|ed25519|ecdsa)|\.npmrc|\.netrc)$/.test(path) ||
    /\.(test|spec)\.[cm]?[jt]s$/.test(path)
  );
}

/** One of each kind tells more than ten of one. */
function sample(paths: readonly string[]): string[] {
  return [...new Map(paths.map((path) => [path.split('/').slice(0, 3).join('/'), path])).values()].slice(
    0,
    4,
  );
}

requirement('healthcheck', async ({ engine, dockerfile }) => {
  const { final, place } = await dockerfile.read();
  const { healthcheck } = final;
  if (healthcheck === null || healthcheck.command === null) {
    broken({
      expected: 'a HEALTHCHECK',
      saw: healthcheck === null ? 'none' : '`HEALTHCHECK NONE`',
      look: 'Who notices that a process runs and does not answer any more?',
      places: [place(healthcheck ?? final, 'nobody asks')],
    });
  }
  const container = await (await engine.build()).start({ env: nobody });
  await container.listening(startMs);
  const health = await container.health(healthyMs);
  expectThat(health === 'healthy', {
    expected: 'the container to be healthy within 30 seconds, without a database',
    saw: `it is ${health}`,
    look: 'Run the command of your HEALTHCHECK in a container, `docker exec …`: what does it find there, and which question does it ask?',
  });
});

const healthyMs = 45_000;
/** On a machine on which images are built side by side. */
const startMs = 30_000;

requirement('sigterm-as-pid-1', async ({ engine }) => {
  const container = await (await engine.build()).start({ env: { ...nobody, SHUTDOWN_TIMEOUT_MS: '5000' } });
  await container.listening(startMs);
  const first = await container.process();
  expectThat(/^(\S*\/)?node\b/.test(first?.command ?? ''), {
    expected: '`node` as process 1',
    saw: first?.command ?? 'it has ended',
    look: 'Which program starts which? Process 1 is the one that gets SIGTERM.',
  });
  const end = await container.stop(20);
  expectThat(end.code === 0, {
    expected: '`docker stop` to end it with exit code 0',
    saw: end.code === 137 ? 'it had to be killed: exit code 137' : `exit code ${end.code}`,
    look: 'Process 1 has no default for signals: without a handler SIGTERM does nothing. Who hears it here?',
  });
});

requirement('read-only-root', async ({ engine, service, random }) => {
  const image = await engine.build();
  const safe = { readOnly: true, withoutCapabilities: true } as const;
  const alone = await image.start({ ...safe, env: nobody });
  await alone.listening(startMs);
  await expectAlive(alone);
  const container = await image.start({
    ...safe,
    network: 'host',
    env: {
      DATABASE_URL: (await service.database()).url,
      REDIS_URL: (await service.redis()).url,
      REDIS_TIMEOUT_MS: '5000',
      RATE_LIMIT_ENABLED: 'false',
    },
  });
  await container.listening(startMs);
  const title = random.word();
  const task = await createTask(container, title);
  const shown = titleIn(await container.request('GET', task.path));
  expectThat(shown === title, {
    expected: `a task that was created to be shown with its title ${title}`,
    saw: String(shown),
    look: 'What does it want to write, and where?',
  });
});

/** A connection that is refused right after the start of a container's network is none of the service's. */
async function expectAlive(container: Container): Promise<void> {
  let last = 'no answer';
  for (const end = performance.now() + 5000; performance.now() < end; await setTimeout(50)) {
    const sent = await container.attempt('GET', '/livez', { transcript: false });
    if (sent.kind === 'reply' && sent.status === 200) return;
    last = sent.kind === 'reply' ? String(sent.status) : sent.told;
  }
  broken({
    expected: '`GET /livez` to be answered with 200, from outside of the container',
    saw: last,
    look: 'On which address does it listen? In a container 127.0.0.1 is the container itself.',
  });
}
