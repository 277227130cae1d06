import { CheckerError } from '../errors.ts';
import { hostOf, readOpinionSettings } from '../written/opinion/settings.ts';
import type { Environment } from './context.ts';
import type { Fact } from './machine-facts.ts';

/** Whether written answers get a second opinion here. Nothing is sent to find out. */
export function opinionFact(env: Environment): Fact {
  const fact = {
    name: 'second opinion',
    group: 'Written answers',
    adds: 'has a language model look at written answers too, and moves no mark',
    install: null,
  } as const;
  try {
    const settings = readOpinionSettings(env);
    if (settings === null)
      return {
        ...fact,
        state: 'missing',
        detail: 'CHECKER_LLM_URL is not set',
        adds: `opt-in by CHECKER_LLM_URL; ${fact.adds}. Answers are graded without it`,
      };
    const { kind, model, key, budget } = settings;
    const detail = `${model} at ${hostOf(settings)}, as ${kind}, ${key === null ? 'without a key' : 'with a key'}, at most ${budget} requests a call; not tried now`;
    return { ...fact, state: 'present', detail };
  } catch (error) {
    if (!(error instanceof CheckerError)) throw error;
    return { ...fact, state: 'not-working', detail: `${error.message}. ${error.hint}` };
  }
}
