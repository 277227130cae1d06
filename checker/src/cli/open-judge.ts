import { tmpdir } from 'node:os';
import type { Isolation } from '../box/box.ts';
import { type Judge, openJudge } from '../judge/judge.ts';
import { repository } from '../repository.ts';
import { openServices, type Services } from '../services/open-services.ts';
import type { Context } from './context.ts';
import { serviceSetup } from './service-setup.ts';

/** The services of this call of the checker; started by the first exercise that uses them. They outlive their judges. */
export function openServicesHere(context: Context): Services {
  return openServices(serviceSetup(context));
}

/** A judge with what this machine and this call of the checker have. */
export function openJudgeHere(
  context: Context,
  services: Services,
  isolation: Isolation = 'process',
): Promise<Judge> {
  return openJudge({
    repository,
    node: context.nodePath,
    path: context.env.PATH ?? '',
    tmp: tmpdir(),
    now: () => context.clock.now(),
    services,
    isolation,
    boxImage: context.env.CHECKER_BOX_IMAGE || undefined,
  });
}
