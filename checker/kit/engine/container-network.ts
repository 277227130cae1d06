import { readlinkSync } from 'node:fs';
import { notRun } from '../expect.ts';
import type { EngineContainer, OpenEngine } from './create-engine.ts';

/** The machine's network is that of the engine's machine, which may be a virtual one, or around the container that this is. */
export async function expectOurNetwork(container: EngineContainer, { host }: OpenEngine): Promise<void> {
  const { State } = await container.inspect();
  if (sharesNetwork(State.Pid) ?? host === '127.0.0.1') return;
  notRun(
    'this Docker engine has a network of its own, from which the servers of the judge cannot be reached',
    'A Docker engine that runs on this machine itself, which is Linux, adds it.',
  );
}

/** Null where that is not ours to see, as when the process is root's, and we are not. */
function sharesNetwork(pid: number): boolean | null {
  if (process.platform !== 'linux') return false;
  try {
    return readlinkSync(`/proc/${pid}/ns/net`) === readlinkSync('/proc/self/ns/net');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? null : false;
  }
}

/** The port of this machine that leads to one of a container's; 0 where there is none. */
export async function publishedPort(container: EngineContainer, key: string): Promise<number> {
  const { NetworkSettings } = await container.inspect();
  return Number(NetworkSettings.Ports[key]?.[0]?.HostPort ?? 0);
}
