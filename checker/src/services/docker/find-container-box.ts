import { type ContainerProbe, probeContainer, usualBoxImage } from '../../box/container/probe-container.ts';

/** Whether containers can be boxes here, with the engine that testcontainers finds. Takes a fifth of a second. */
export function findContainerBox(image: string = usualBoxImage): Promise<ContainerProbe> {
  return probeContainer({
    image,
    async findSocket() {
      const { findEngine } = await import('./engine.ts');
      const { modem } = (await findEngine()).container.dockerode as unknown as {
        readonly modem: { readonly socketPath?: string };
      };
      return modem.socketPath ?? null;
    },
  });
}
