import type { Manifest } from '../course/manifest.ts';
import type { Observation, Place } from './observation.ts';
import type { Recorded } from './run-hidden-tests.ts';
import type { RequirementResult, Verdict } from './verdict.ts';

/** How a place says that the whole file is not there. */
export const missingText = 'this file is missing';

/**
 * The results of a submission that cannot run at all: one requirement tells why (`compiles` where there is one), and the
 * others are blocked by it.
 */
export function unrunnable(manifest: Manifest, places: readonly Place[]): Recorded {
  const { requirements } = manifest;
  const teller = requirements.find((each) => each.slug === 'compiles') ?? requirements[0];
  const results = new Map<string, RequirementResult>();
  for (const { slug, sentence } of requirements) {
    const verdict: Verdict =
      slug === teller?.slug
        ? {
            kind: 'failed',
            observation: {
              promise: sentence,
              did: [{ kind: 'note', text: `Built ${manifest.entry} and the files that belong to it.` }],
              ...tell(places),
              places: places.slice(0, 10),
              trace: [],
              limits: [],
            },
          }
        : { kind: 'blocked', by: teller?.slug ?? '' };
    results.set(slug, { slug, verdict, durationMs: 0, seed: 0 });
  }
  return { results, troubles: [] };
}

function tell(places: readonly Place[]): Pick<Observation, 'expected' | 'saw' | 'look'> {
  const missing = places.filter(({ text }) => text === missingText).map(({ file }) => file);
  if (missing.length > 0) {
    return {
      expected: `${missing.join(' and ')} to be there`,
      saw: missing.length === 1 ? 'no such file' : 'none of them',
      look: 'Is this the right folder, and are the names spelt as on the page of the exercise?',
    };
  }
  return {
    expected: 'every file of src/ to be TypeScript that can be built',
    saw: places.length === 1 ? 'one mistake' : `${places.length} mistakes`,
    look: 'Start with the first line named here; nothing else can be judged before it builds.',
  };
}
