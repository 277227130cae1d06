import type { Opinions } from '../../written/opinion/open-opinions.ts';
import type { SecondOpinion } from '../../written/opinion/second-opinion.ts';
import type { Context } from '../context.ts';

/** For one call of the checker; null where CHECKER_LLM_URL is not set; then nothing is loaded either. */
export async function openSecondOpinions(context: Context): Promise<Opinions | null> {
  const { env, cacheFolder, signal, stderr } = context;
  if (env.CHECKER_LLM_URL === undefined || env.CHECKER_LLM_URL === '') return null;
  const { readOpinionSettings, tellSending } = await import('../../written/opinion/settings.ts');
  const settings = readOpinionSettings(env);
  if (settings === null) return null;
  const { openOpinions } = await import('../../written/opinion/open-opinions.ts');
  return openOpinions(settings, {
    cacheFolder,
    signal,
    onSend: () => {
      stderr.write(`${tellSending(settings)}\n`);
    },
  });
}

/** Enough that the answers of a whole course take no minute, and few enough for a model on a desk. */
const atOnce = 3;

/** One for each, in their order; some are asked for at the same time. */
export async function askForEach<T>(
  items: readonly T[],
  ask: (item: T) => Promise<SecondOpinion>,
): Promise<SecondOpinion[]> {
  const given: SecondOpinion[] = [];
  const waiting = items.entries();
  const work = async () => {
    for (const [at, item] of waiting) given[at] = await ask(item);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return given;
}

/** A line for each reason why there is none. */
export function tellWithout({ stderr }: Context, opinions: readonly (SecondOpinion | null)[]): void {
  const whys = opinions.flatMap((opinion) => (opinion?.kind === 'none' ? [opinion.why] : []));
  for (const why of new Set(whys)) {
    const count = whys.filter((each) => each === why).length;
    const on = opinions.length === 1 ? '' : ` on ${count} of ${opinions.length} answers`;
    stderr.write(`No second opinion${on}: ${why}. The marks are the same without it.\n`);
  }
}
