import type { Isolation } from '../box/box.ts';
import { chooseIsolation, type IsolationWish, isolationWishes, type Whose } from '../box/choose-isolation.ts';
import type { ContainerProbe } from '../box/container/probe-container.ts';
import type { Context } from './context.ts';

/** Of every command that judges. */
export const isolationOption = {
  kind: 'text',
  placeholder: 'name',
  choices: isolationWishes,
  summary: 'what stands between the submission and this machine; by default `auto`',
} as const;

/** @throws ISOLATION_UNAVAILABLE where a stranger's work would stand behind less than it should */
export function isolationFor(
  { env, nodePath }: Context,
  wish: string | undefined,
  whose: Whose,
): Promise<Isolation> {
  return chooseIsolation((wish ?? 'auto') as IsolationWish, whose, {
    async bubblewrap() {
      const { probeBubblewrap } = await import('../box/bubblewrap/probe-bubblewrap.ts');
      const probe = probeBubblewrap({ path: env.PATH ?? '', node: nodePath });
      return probe.kind === 'ready' ? null : probe.why;
    },
    async container() {
      const probe = await containerHere(env);
      return probe.kind === 'ready' ? null : probe.why;
    },
  });
}

/** Those that this machine has, the weakest first. */
export async function isolationsHere({ env, nodePath }: Context): Promise<readonly Isolation[]> {
  const { probeBubblewrap } = await import('../box/bubblewrap/probe-bubblewrap.ts');
  const bubblewrap = probeBubblewrap({ path: env.PATH ?? '', node: nodePath });
  const container = await containerHere(env);
  return [
    'process',
    ...(bubblewrap.kind === 'ready' ? (['bubblewrap'] as const) : []),
    ...(container.kind === 'ready' ? (['container'] as const) : []),
  ];
}

export async function containerHere(env: Context['env']): Promise<ContainerProbe> {
  const { findContainerBox } = await import('../services/docker/find-container-box.ts');
  return findContainerBox(env.CHECKER_BOX_IMAGE || undefined);
}
