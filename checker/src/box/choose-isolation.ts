import { CheckerError } from '../errors.ts';
import type { Isolation } from './box.ts';

export type IsolationWish = 'auto' | Isolation;

export const isolationWishes = ['auto', 'container', 'bubblewrap', 'process'] as const;

/** Whose work it is: the learner's own on their own machine, or somebody's who may wish us ill. */
export type Whose = 'own-work' | 'strangers';

/** Which isolations this machine has, asked in turn and only as far as needed; null, or why not. */
export interface Availabilities {
  readonly bubblewrap: () => Promise<string | null>;
  readonly container: () => Promise<string | null>;
}

/**
 * `auto` is the strongest that costs whoever waits for it nothing. For a learner's own work that is `process`: bubblewrap
 * makes a check of a program with hundreds of starts a tenth longer, and every wall takes the Docker engine away. For
 * strangers it is bubblewrap, and a container where there is no bubblewrap. What is named is taken; whether the machine has
 * it shows when it is opened.
 *
 * @throws ISOLATION_UNAVAILABLE where a stranger's work would stand behind less than bubblewrap
 */
export async function chooseIsolation(
  wish: IsolationWish,
  whose: Whose,
  { bubblewrap, container }: Availabilities,
): Promise<Isolation> {
  if (wish !== 'auto') return wish;
  if (whose === 'own-work') return 'process';
  const withoutBubblewrap = await bubblewrap();
  if (withoutBubblewrap === null) return 'bubblewrap';
  const withoutContainer = await container();
  if (withoutContainer === null) return 'container';
  throw new CheckerError(
    'ISOLATION_UNAVAILABLE',
    `this machine has no walls for other people's work: no bubblewrap, since ${withoutBubblewrap}; no container, since ${withoutContainer}`,
    {
      hint: 'Add one of them; or take a machine that is thrown away, holds no secret and no network, and say `--isolation process`.',
    },
  );
}
