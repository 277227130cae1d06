import { tmpdir } from 'node:os';
import { type Judge, openJudge } from '../judge/judge.ts';
import { repository } from '../repository.ts';
import type { Context } from './context.ts';

/** A judge with what this machine and this call of the checker have. */
export function openJudgeHere(context: Context): Promise<Judge> {
  return openJudge({
    repository,
    node: context.nodePath,
    path: context.env.PATH ?? '',
    tmp: tmpdir(),
    now: () => context.clock.now(),
  });
}
