import type { FaultyLink } from 'checker/kit';

/** One that is about to close may be seen to a moment after the one that takes its place has come. */
const goodbyeMs = 10;

/** The most connections of the submission that were open at once, cancel requests not counted. */
export function mostAtOnce(link: FaultyLink): number {
  const steps = link
    .connections()
    .filter(({ use }) => use !== 'cancel')
    .flatMap(({ openedAt, ended }) => [
      { at: openedAt, by: 1 },
      ...(ended === null ? [] : [{ at: Math.max(openedAt, ended.at - goodbyeMs), by: -1 }]),
    ])
    .sort((left, right) => left.at - right.at || right.by - left.by);
  let open = 0;
  return steps.reduce((most, { by }) => {
    open += by;
    return Math.max(most, open);
  }, 0);
}
