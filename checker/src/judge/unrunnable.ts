import type { Manifest } from '../course/manifest.ts';
import type { Place } from './observation.ts';
import type { Recorded } from './run-hidden-tests.ts';
import type { RequirementResult, Verdict } from './verdict.ts';

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
              expected: 'every file of src/ to be TypeScript that can be built',
              saw: places.length === 1 ? 'one mistake' : `${places.length} mistakes`,
              look: 'Start with the first line named here; nothing else can be judged before it builds.',
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
