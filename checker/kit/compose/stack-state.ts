import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { removeLabelled } from '../../src/services/docker/leftovers.ts';
import { unlessGone } from '../../src/services/docker/unless-gone.ts';
import type { OpenEngine } from '../engine/create-engine.ts';

/** On everything of one stack, beside the owner's. */
const projectLabel = 'backend-workbook.project';
/** What both generations of Compose put on containers. */
const serviceLabel = 'com.docker.compose.service';
const askEveryMs = 250;
/** Lines of a log that a failure shows. */
const tailLines = 30;

export interface ServiceState {
  readonly id: string;
  /** Of the service. */
  readonly name: string;
  readonly status: 'running' | 'ended' | 'waiting' | 'restarting';
  /** Null where it has no health check. */
  readonly health: string | null;
  readonly code: number;
}

export function stackLabels(
  owner: Readonly<Record<string, string>>,
  project: string,
): Readonly<Record<string, string>> {
  return { ...owner, [projectLabel]: project };
}

export async function stateOfStack(
  { dockerode }: OpenEngine,
  project: string,
): Promise<readonly ServiceState[]> {
  const listed = await dockerode.listContainers({
    all: true,
    filters: { label: [`${projectLabel}=${project}`] },
  });
  const states = listed.map(async ({ Id, Labels }): Promise<ServiceState> => {
    const { State } = await dockerode.getContainer(Id).inspect();
    return {
      id: Id,
      name: Labels[serviceLabel] ?? Id.slice(0, 12),
      status: State.Restarting
        ? 'restarting'
        : State.Running
          ? 'running'
          : State.Status === 'created'
            ? 'waiting'
            : 'ended',
      health: State.Health === undefined || State.Health === null ? null : State.Health.Status,
      code: State.ExitCode,
    };
  });
  return (await Promise.all(states)).toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Waits until all are where they should be; false when it is too late, or one has ended badly. */
export async function comesUp(
  engine: OpenEngine,
  project: string,
  { until, signal }: { readonly until: number; readonly signal: AbortSignal },
): Promise<boolean> {
  for (;;) {
    const states = await stateOfStack(engine, project);
    if (states.length > 0 && states.every(isUp)) return true;
    if (states.some(({ status, code }) => status === 'ended' && code !== 0) || performance.now() > until)
      return false;
    await sleep(askEveryMs, undefined, { signal });
  }
}

function isUp({ status, health, code }: ServiceState): boolean {
  return status === 'running' ? health === null || health === 'healthy' : status === 'ended' && code === 0;
}

export function tellStates(states: readonly ServiceState[]): string {
  if (states.length === 0) return 'there is no container';
  return states.map((state) => `${state.name} ${tellState(state)}`).join(', ');
}

function tellState({ status, health, code }: ServiceState): string {
  switch (status) {
    case 'running':
      return health === null ? 'runs' : `is ${health}`;
    case 'ended':
      return `has ended with ${code}`;
    case 'restarting':
      return `has ended with ${code} and is started again`;
    case 'waiting':
      return 'was never started';
    default:
      return status satisfies never;
  }
}

/** The ends of the logs of those that are not where they should be. */
export async function troubledLogs(
  { dockerode }: OpenEngine,
  states: readonly ServiceState[],
): Promise<readonly { readonly name: string; readonly text: string }[]> {
  return Promise.all(
    states
      .filter((state) => !isUp(state) && state.status !== 'waiting')
      .map(async ({ id, name }) => {
        const raw = await dockerode
          .getContainer(id)
          .logs({ stdout: true, stderr: true, tail: tailLines, follow: false });
        return { name, text: await plain(raw) };
      }),
  );
}

/** The engine sends both streams in one, each piece with a head of eight bytes. */
async function plain(raw: Buffer): Promise<string> {
  const both = new PassThrough();
  for (let at = 0; at + 8 <= raw.length; ) {
    const length = raw.readUInt32BE(at + 4);
    both.write(raw.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  both.end();
  return text(both);
}

/** Containers, networks, volumes and images. What was built stays in the engine's cache, as after any build. */
export async function removeStack({ dockerode }: OpenEngine, project: string): Promise<void> {
  await removeLabelled(dockerode, `${projectLabel}=${project}`);
  for (const { Id } of await dockerode.listImages({ filters: { reference: [`${project}/*`] } }))
    await dockerode.getImage(Id).remove({ force: true, noprune: true }).catch(unlessGone);
}
