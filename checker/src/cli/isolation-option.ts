import type { Isolation } from '../box/box.ts';
import { chooseIsolation, type IsolationWish, isolationWishes, type Trust } from '../box/choose-isolation.ts';
import type { Context } from './context.ts';

/** Of every command that judges. */
export const isolationOption = {
  kind: 'text',
  placeholder: 'name',
  choices: isolationWishes,
  summary: 'what stands between the submission and this machine; by default `auto`',
} as const;

/** @throws ISOLATION_UNAVAILABLE where a stranger's work would stand behind less than it should */
export function isolationFor({ env }: Context, wish: string | undefined, trust: Trust): Promise<Isolation> {
  return chooseIsolation((wish ?? 'auto') as IsolationWish, trust, {
    async bubblewrap() {
      const { probeBubblewrap } = await import('../box/bubblewrap/probe-bubblewrap.ts');
      const probe = probeBubblewrap(env.PATH ?? '');
      return probe.kind === 'ready' ? null : probe.why;
    },
    async container() {
      const { findContainerBox } = await import('../services/docker/find-container-box.ts');
      const probe = await findContainerBox(env.CHECKER_BOX_IMAGE || undefined);
      return probe.kind === 'ready' ? null : probe.why;
    },
  });
}
