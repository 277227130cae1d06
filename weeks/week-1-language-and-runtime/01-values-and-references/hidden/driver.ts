import { serve } from 'checker/kit/driver';
import { type MoneyStep, playMoney } from './driver/money.ts';
import { playRepository, type RepositoryStep } from './driver/repository.ts';
import type { Seam } from './driver/seam.ts';
import { playUpdate, type UpdateAsked } from './driver/update.ts';

/** Runs beside the learner's module, does what the judge says and tells what happened. It expects nothing. */
serve(async ({ load }) => {
  const learned = (await load()) as unknown as Seam;

  return {
    update: (asked: UpdateAsked) => playUpdate(learned, asked),
    money: (asked: { steps: readonly MoneyStep[]; write?: boolean }) => playMoney(learned, asked),
    repository: (asked: { steps: readonly RepositoryStep[] }) => playRepository(learned, asked),
  };
});
