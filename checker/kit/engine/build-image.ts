import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { unlessGone } from '../../src/services/docker/unless-gone.ts';
import { serviceTrouble } from '../../src/services/server.ts';
import type { Dockerfile, Stage } from '../dockerfile/dockerfile.ts';
import { excerptOf } from '../excerpt.ts';
import { broken } from '../expect.ts';
import type { Scenario } from '../scenario.ts';
import { troubleOf } from '../service-access.ts';
import { tellCommand } from '../words.ts';
import type { OpenEngine } from './create-engine.ts';
import type { BuildOptions, BuiltImage, ImageConfig } from './engine.ts';
import { fetchImages } from './fetch-images.ts';
import { type BuildEvent, followBuild } from './follow-build.ts';
import { packContext } from './pack-context.ts';
import { readLayers } from './read-layers.ts';
import { speaksOfNetwork } from './speaks-of-network.ts';
import { startContainer } from './start-container.ts';

interface BuildWish extends BuildOptions {
  readonly args: Readonly<Record<string, string>>;
  readonly dockerfile: Dockerfile;
  /** The files that .dockerignore leaves. */
  readonly sent: readonly string[];
}

export async function buildImage(
  scenario: Scenario,
  engine: OpenEngine,
  wish: BuildWish,
): Promise<BuiltImage> {
  const { dockerode } = engine;
  const { run } = scenario;
  await fetchImages(scenario, engine.client, basesOf(stageOf(wish)));
  const tag = `backend-workbook/${run.manifest.id}:${randomBytes(6).toString('hex')}`;
  const log = await runBuild(scenario, engine, wish, tag);
  const image = dockerode.getImage(tag);
  // Layers without a name stay: they are what makes the next build fast, and the engine's to keep or prune.
  scenario.defer(() => image.remove({ force: true, noprune: true }).then(() => {}, unlessGone));
  const [inspected, history, base] = await Promise.all([
    image.inspect(),
    image.history() as Promise<{ readonly CreatedBy: string; readonly Size: number }[]>,
    baseOf(engine, stageOf(wish)),
  ]);
  return {
    tag,
    bytes: inspected.Size,
    base: { name: base.name, bytes: base.bytes },
    config: configOf(inspected.Config as unknown as RawConfig),
    history: history.map(({ CreatedBy, Size }) => ({ step: CreatedBy, bytes: Size })),
    log,
    layers: async () =>
      scenario.waitingFor(
        'the engine to write out the image',
        readLayers((await image.get()) as Readable, base.layers),
      ),
    start: (options = {}) => startContainer(scenario, engine, tag, options),
  };
}

/** What the builder said. */
async function runBuild(
  scenario: Scenario,
  { dockerode, owner }: OpenEngine,
  { args, target, patienceMs, sent }: BuildWish,
  tag: string,
): Promise<string> {
  const { run, requirement } = scenario;
  const wall = requirement.wallSeconds ?? run.manifest.limits.wallSeconds;
  const patience = AbortSignal.timeout(patienceMs ?? wall * 800);
  const words = [
    'build',
    ...Object.entries(args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    ...(target === undefined ? [] : ['--target', target]),
    '.',
  ];
  const finish = scenario.begin(`started ${tellCommand('docker', words)}, which is still running`);
  const before = performance.now();
  const answer = dockerode.buildImage(packContext(run.snapshot, sent), {
    t: tag,
    buildargs: { ...args },
    labels: { ...owner },
    ...(target === undefined ? {} : { target }),
    // Packages are fetched by the way that this machine has, whatever stands before it.
    networkmode: 'host',
    rm: true,
    forcerm: true,
    abortSignal: AbortSignal.any([patience, scenario.signal]),
  });
  const end = await answer.then(
    (stream) =>
      followBuild(
        stream as unknown as AsyncIterable<Buffer>,
        (step, rest) => void scenario.waitingFor(`the build at ${JSON.stringify(step)}`, rest),
      ),
    refusal,
  );
  finish({
    kind: 'run',
    program: 'docker',
    args: words,
    env: {},
    stdin: null,
    ending:
      end.kind === 'late' ? { kind: 'running' } : { kind: 'exited', code: end.kind === 'built' ? 0 : 1 },
    stdout: excerptOf(end.log, run),
    stderr: excerptOf(end.kind === 'failed' ? end.error : '', run),
    wallMs: Math.round(performance.now() - before),
  });
  if (end.kind === 'built') return end.log;
  scenario.signal.throwIfAborted();
  return tellFailure(end, Math.round((performance.now() - before) / 1000));
}

/** A Dockerfile that the engine cannot read is answered with 400, before any step; anything else is its own trouble. */
function refusal(error: { readonly statusCode?: number; readonly message: string }): BuildEvent {
  if (error.statusCode !== 400) throw troubleOf('Docker', error);
  return { kind: 'failed', log: '', error: error.message };
}

/** A network that is not there, or an image hub that refuses, is not the learner's doing. */
function tellFailure(end: Exclude<BuildEvent, { kind: 'built' }>, seconds: number): never {
  const told = end.kind === 'failed' ? end.error : `it was not done after ${seconds} s`;
  if (speaksOfNetwork(`${end.log.slice(-4_000)}\n${told}`) || (end.kind === 'late' && fetches(end.step))) {
    throw serviceTrouble(
      `the image could not be built, since something could not be fetched: ${told.slice(0, 300)}`,
      'Is this machine online? CHECKER_NODE_IMAGE names another image to build on.',
    );
  }
  return broken({
    promise: '`docker build .` makes an image of it.',
    expected: 'a build that succeeds',
    saw: end.kind === 'late' ? `at ${JSON.stringify(end.step)} ${told}` : told.slice(0, 500),
    look: 'Build it by hand with the same arguments: which step fails, and what does that step find in its stage?',
  });
}

function fetches(step: string): boolean {
  return /\bFROM\b|\b(npm|npx|yarn|pnpm|apt-get|apk|curl|wget)\b/.test(step);
}

function stageOf({ dockerfile, target }: BuildWish): Stage {
  return (target === undefined ? null : dockerfile.stage(target)) ?? dockerfile.final;
}

/** The images that a stage is built from. */
function basesOf(stage: Stage): readonly string[] {
  return [stage, ...stage.sources].map(({ base }) => base.text).filter((name) => name !== 'scratch');
}

async function baseOf(
  { dockerode }: OpenEngine,
  { base }: Stage,
): Promise<{ readonly name: string; readonly bytes: number; readonly layers: number }> {
  if (base.name === 'scratch') return { name: 'scratch', bytes: 0, layers: 0 };
  const inspected = await dockerode.getImage(base.text).inspect();
  return { name: base.text, bytes: inspected.Size, layers: inspected.RootFS.Layers?.length ?? 0 };
}

interface RawConfig {
  readonly User?: string;
  readonly Entrypoint?: readonly string[] | string | null;
  readonly Cmd?: readonly string[] | null;
  readonly Healthcheck?: { readonly Test?: readonly string[] } | null;
  readonly ExposedPorts?: Readonly<Record<string, object>> | null;
  readonly Env?: readonly string[] | null;
  readonly StopSignal?: string;
}

function configOf(raw: RawConfig): ImageConfig {
  const test = raw.Healthcheck?.Test ?? [];
  return {
    user: raw.User ?? '',
    entrypoint: [raw.Entrypoint ?? []].flat(),
    command: raw.Cmd ?? [],
    healthcheck: test.length === 0 || test[0] === 'NONE' ? null : test,
    ports: Object.keys(raw.ExposedPorts ?? {}),
    environment: Object.fromEntries(
      (raw.Env ?? []).map((pair) => {
        const [name = '', value = ''] = pair.split(/=(.*)/s);
        return [name, value];
      }),
    ),
    stopSignal: raw.StopSignal ?? null,
  };
}
