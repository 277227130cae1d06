import { hostname } from 'node:os';
import { notRun } from '../expect.ts';
import type { EngineContainer, OpenEngine } from './create-engine.ts';

/**
 * A container in the machine's network is in that of the engine's machine. It is not ours where the engine runs in a virtual
 * machine, or where we are a container ourselves; both have a name of their own. Process ids tell nothing: judging processes
 * may have a namespace of theirs.
 */
export async function expectOurNetwork({ dockerode }: OpenEngine): Promise<void> {
  const { Name: machine } = (await dockerode.info()) as { readonly Name: string };
  if (process.platform === 'linux' && machine === hostname()) return;
  notRun(
    'this Docker engine has a network of its own, from which the servers of the judge cannot be reached',
    'A Docker engine that runs on this machine itself, which is Linux, adds it.',
  );
}

/** The port of this machine that leads to one of a container's; 0 where there is none. */
export async function publishedPort(container: EngineContainer, key: string): Promise<number> {
  const { NetworkSettings } = await container.inspect();
  return Number(NetworkSettings.Ports[key]?.[0]?.HostPort ?? 0);
}
