import { tmpdir } from 'node:os';
import { type Judge, openJudge } from '../judge/judge.ts';
import { repository } from '../repository.ts';
import { openServices, type Services } from '../services/open-services.ts';
import { readWishes } from '../services/wishes.ts';
import type { Context } from './context.ts';

/** The services of this call of the checker; started by the first exercise that uses them. They outlive their judges. */
export function openServicesHere({ env }: Context): Services {
  return openServices({ wishes: readWishes(env), tmp: tmpdir(), path: env.PATH ?? '' });
}

/** A judge with what this machine and this call of the checker have. */
export function openJudgeHere(context: Context, services: Services): Promise<Judge> {
  return openJudge({
    repository,
    node: context.nodePath,
    path: context.env.PATH ?? '',
    tmp: tmpdir(),
    now: () => context.clock.now(),
    services,
  });
}
