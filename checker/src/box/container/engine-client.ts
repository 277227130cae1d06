import type Dockerode from 'dockerode';

export type EngineClient = Dockerode;

/** The engine by its socket. Loaded when a box is opened: it takes a tenth of a second. */
export async function createClient(socketPath: string): Promise<EngineClient> {
  const { default: Docker } = await import('dockerode');
  return new Docker({ socketPath });
}
