import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { probeBubblewrap } from '../box/bubblewrap/probe-bubblewrap.ts';
import { probeCgroups } from '../box/cgroup.ts';
import { imageWith } from '../box/container/image-with.ts';
import { probeContainment } from '../box/containment.ts';
import { chooseIdentity, findTool, weaknessOf } from '../box/identity.ts';
import { repository } from '../repository.ts';
import { describeService } from '../services/describe.ts';
import { findRedis } from '../services/redis/choose.ts';
import type { Context } from './context.ts';
import { type Installable, installCommand } from './install-command.ts';
import { containerHere } from './isolation-option.ts';
import { opinionFact } from './opinion-fact.ts';
import { serviceSetup } from './service-setup.ts';

/** A server is started for the answer, which takes longer than asking a tool for its version. */
const serviceMs = 15_000;

/** One thing that this machine has or lacks. */
export interface Fact {
  readonly name: string;
  readonly group: 'Needed' | 'Comfort' | 'Walls around submissions' | 'Services' | 'Written answers';
  readonly state: 'present' | 'missing' | 'not-working';
  /** A version, or what is wrong. */
  readonly detail: string;
  /** What it is for, or what is lost without it. */
  readonly adds: string;
  /** The one command that adds it, where there is one. */
  readonly install: string | null;
}

/** Looks at the machine by trying things, side by side; each trial has 5 s, each server 15. */
export function collectFacts(context: Context): Promise<Fact[]> {
  const look: Look = { context, path: context.env.PATH ?? '', isRoot: process.getuid?.() === 0 };
  return Promise.all([
    node(look),
    tool(look, 'npm', ['npm'], ['--version'], {
      group: 'Needed',
      adds: 'installs the packages',
      install: null,
    }),
    writable(look),
    tool(look, 'git', ['git'], ['--version'], {
      group: 'Comfort',
      adds: 'keeps your own history, and updates the course',
      install: 'git',
    }),
    tool(look, 'make', ['make'], ['--version'], {
      group: 'Comfort',
      adds: 'the short commands; without it: npm run checker -- check',
      install: 'make',
    }),
    user(look),
    containment(look),
    tool(look, 'setpriv', ['setpriv'], ['--version'], {
      group: 'Walls around submissions',
      adds: 'lets a checker that runs as root hand submissions to another user',
      install: 'util-linux',
    }),
    bubblewrap(look),
    cgroups(),
    containerBox(look),
    tool(look, 'strace', ['strace'], ['-o', '/dev/null', 'true'], {
      group: 'Comfort',
      adds: 'judges requirements about system calls, such as durable; without it they are not run',
      install: 'strace',
    }),
    tool(look, 'docker', ['docker'], ['version', '--format', '{{.Server.Version}}'], {
      group: 'Services',
      adds: 'databases in containers where nothing else is at hand, and the strongest walls',
      install: 'docker',
    }),
    compose(look),
    service(look, 'postgres', 'PostgreSQL'),
    service(look, 'redis', 'Redis'),
    opinionFact(context.env),
  ]);
}

interface Look {
  readonly context: Context;
  readonly path: string;
  readonly isRoot: boolean;
}

async function node({ context }: Look): Promise<Fact> {
  const version = process.versions.node;
  const enough = Number(version.split('.')[0]) >= 24;
  return {
    name: 'node',
    group: 'Needed',
    state: enough ? 'present' : 'not-working',
    detail: enough ? version : `${version} is too old; 24 or newer is needed`,
    adds: `runs the checker and your programs (${context.nodePath})`,
    install: enough ? null : 'make install',
  };
}

async function writable({ context: { root } }: Look): Promise<Fact> {
  const folder = existsSync(join(root, 'workspace')) ? join(root, 'workspace') : root;
  const fact = {
    name: 'workspace',
    group: 'Needed',
    adds: 'holds your programs and your record',
    install: null,
  } as const;
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return { ...fact, state: 'present', detail: 'can be written to' };
  } catch {
    return { ...fact, state: 'not-working', detail: `${folder} cannot be written to` };
  }
}

async function user({ context, path, isRoot }: Look): Promise<Fact> {
  const identity = chooseIdentity([context.nodePath, context.root], { PATH: path });
  const weakness = weaknessOf(identity);
  return {
    name: 'user',
    group: 'Walls around submissions',
    state: weakness === null ? 'present' : 'not-working',
    detail: weakness ?? (isRoot ? 'the checker runs as root, submissions as nobody' : 'an ordinary user'),
    adds: 'submissions must not be root',
    install: null,
  };
}

async function containment({ path, isRoot }: Look): Promise<Fact> {
  const found = probeContainment(path);
  const isHeld = found.kind === 'pid-namespace';
  const isThere = findTool('unshare', path) !== null;
  return {
    name: 'unshare',
    group: 'Walls around submissions',
    state: isHeld ? 'present' : isThere ? 'not-working' : 'missing',
    detail: isHeld ? 'pid namespaces work' : found.why,
    adds: 'ends everything that a submission started, also what detached itself',
    install: isThere ? null : installCommand('util-linux', path, isRoot),
  };
}

/** The whole of what `--isolation bubblewrap` does, tried. */
async function bubblewrap({ context, path, isRoot }: Look): Promise<Fact> {
  const probe = probeBubblewrap({ path, node: context.nodePath });
  const lacks = findTool('bwrap', path) === null;
  return {
    name: 'bubblewrap',
    group: 'Walls around submissions',
    state: probe.kind === 'ready' ? 'present' : lacks ? 'missing' : 'not-working',
    detail: probe.kind === 'ready' ? '`--isolation bubblewrap` works' : probe.why,
    adds: 'hides files and network from submissions of other people; your own need it not',
    install: lacks ? installCommand('bubblewrap', path, isRoot) : null,
  };
}

/** The whole of what `--isolation container` does, tried. */
async function containerBox({ context, path }: Look): Promise<Fact> {
  const fact = {
    name: 'container boxes',
    group: 'Walls around submissions',
    adds: 'for other people’s work where there is no bubblewrap',
    install: null,
  } as const;
  const probe = await containerHere(context.env);
  if (probe.kind === 'unavailable')
    return { ...fact, state: 'missing', detail: `${probe.why}. ${probe.hint}` };
  const { image, told } = probe;
  try {
    const { tryContainerBox } = await import('../judge/try-container-box.ts');
    const { lacks } = await tryContainerBox({
      repository,
      node: context.nodePath,
      path,
      tmp: tmpdir(),
      boxImage: image,
    });
    const detail = `\`--isolation container\` works, ${told}`;
    if (lacks.length === 0) return { ...fact, state: 'present', detail };
    return {
      ...fact,
      state: 'present',
      detail: `${detail}; requirements that need ${lacks.join(' or ')} are not run in it, since ${image} has none`,
      install: imageWith(image, lacks),
    };
  } catch (error) {
    return { ...fact, state: 'not-working', detail: reason(error) };
  }
}

async function cgroups(): Promise<Fact> {
  const found = probeCgroups(`checker-doctor-${process.pid}`);
  return {
    name: 'cgroups',
    group: 'Walls around submissions',
    state: found === null ? 'not-working' : 'present',
    detail:
      found === null
        ? 'no control group may be made by this user'
        : `control groups of version ${found.version} can be made`,
    adds: 'lets the kernel hold the memory and the processes of a box; without them they are looked at ten times a second',
    install: null,
  };
}

/** The plugin of `docker`, or the program of its own that it was before. */
async function compose(look: Look): Promise<Fact> {
  const told = {
    group: 'Services',
    adds: 'judges whether what a Compose file describes comes up; without it that is not run',
    install: 'compose',
  } as const;
  const plugin = await tool(look, 'compose', ['docker'], ['compose', 'version', '--short'], told);
  if (plugin.state === 'present') return plugin;
  return tool(look, 'compose', ['docker-compose'], ['version', '--short'], told);
}

/** Which server exercises are given, found by starting it; nothing of it is left. */
async function service(
  { context, path, isRoot }: Look,
  name: 'postgres' | 'redis',
  called: string,
): Promise<Fact> {
  const fact = { name, group: 'Services', adds: `for exercises that use ${called}` } as const;
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(serviceMs)]);
  const setup = serviceSetup(context);
  const state = await describeService(name, setup, signal);
  if (state.works) return { ...fact, state: 'present', detail: state.told, install: null };
  context.signal.throwIfAborted();
  const lacksRedis = name === 'redis' && setup.wishes.redisUrl === null && findRedis(path) === null;
  const install = lacksRedis ? installCommand('redis', path, isRoot) : null;
  return install === null
    ? { ...fact, state: 'not-working', detail: `${state.cause}. ${state.hint}`, install }
    : { ...fact, state: 'missing', detail: state.cause, install };
}

/** Finds the first of the programs and tries it with the arguments; what it prints first is its version. */
async function tool(
  { context, path, isRoot }: Look,
  name: string,
  programs: readonly string[],
  args: readonly string[],
  told: Pick<Fact, 'group' | 'adds'> & { readonly install: Installable | null },
): Promise<Fact> {
  const file = programs.map((program) => findTool(program, path)).find((found) => found !== null);
  const { group, adds } = told;
  if (file === undefined || file === null) {
    const install = told.install === null ? null : installCommand(told.install, path, isRoot);
    return { name, group, adds, state: 'missing', detail: 'not on this machine', install };
  }
  try {
    const { signal } = context;
    const { stdout } = await promisify(execFile)(file, args, {
      timeout: 5_000,
      signal,
      env: { PATH: path, HOME: context.env.HOME ?? '/' },
    });
    const version = /\d+(\.\d+)+/.exec(stdout)?.[0];
    return { name, group, adds, state: 'present', detail: version ?? 'works', install: null };
  } catch (error) {
    context.signal.throwIfAborted();
    return {
      name,
      group,
      adds,
      state: 'not-working',
      detail: `it is there, but: ${reason(error)}`,
      install: null,
    };
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stderr = 'stderr' in error && typeof error.stderr === 'string' ? error.stderr.trim() : '';
  if ('killed' in error && error.killed === true) return 'it did not answer within 5 s';
  const line = (stderr === '' ? error.message : stderr).split('\n').at(-1) ?? '';
  return line.replace(/[^\x20-\x7e]/g, '').slice(0, 120);
}
