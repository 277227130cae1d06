import { type DriverLink, expectEqual, expectThat, fc, type Random, requirement } from 'checker/kit';
import { ask, tellBytes } from './asking.ts';
import type { AverageGarbage, Peer } from './driver/averages.ts';

const largestValue = 10 ** 12;
const passes = 8;
const valuesInFeed = 250;
/** Of the garbage of a version that copies its window with every value. */
const mostOfCopying = 0.1;
/** Of the garbage of a version that makes one small object a value: a number in a box of its own is a third of that. */
const mostOfBoxing = 0.25;

requirement('lean-average', async ({ module, property, random }) => {
  const link = await module.open();
  const value = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: largestValue }));
  await property(
    'a moving average',
    fc.record({
      size: fc.integer({ min: 1, max: 6 }),
      feeds: fc.array(fc.array(value, { maxLength: 8 }), { minLength: 1, maxLength: 4 }),
      spare: fc.integer({ min: 0, max: 2 }),
    }),
    async (params) => {
      const { size, feeds, spare } = params;
      const told = await ask<readonly (readonly number[])[]>(link, 'average.feed', params, {
        what: 'feeding a moving average',
      });
      const expected = meansOf(size, feeds).map((means) => [
        ...means,
        ...Array.from({ length: spare }, () => -1),
      ]);
      for (const [at, values] of feeds.entries()) {
        expectEqual(
          `the means of size ${size} after feed ${at + 1} of ${JSON.stringify(values)}${spare === 0 ? '' : `, in room for ${values.length + spare} that was full of -1`}`,
          told[at],
          expected[at],
          {
            look: 'Each mean is the sum of the last values, as many as there are up to the size, divided by their number.',
          },
        );
      }
    },
    { show: ({ size, feeds }) => `size ${size}, fed ${JSON.stringify(feeds).slice(1, -1)}` },
  );

  // A process of its own: in this one the code has met windows of every kind, and would be measured as such.
  const { learned, peer } = await measure(await module.open(), random, 'copying', mostOfCopying);
  expectThat(learned <= peer * mostOfCopying, {
    expected: `feed to make at most ${tellBytes(peer * mostOfCopying)} bytes of garbage a value, ${mostOfCopying * 100} % of the ${tellBytes(peer)} of a version that copies its window`,
    saw: `${tellBytes(learned)} bytes a value, ${((learned / peer) * 100).toFixed(0)} %`,
    look: 'What is made anew with each value? Mind that reduce, forEach and for…of hand each number on, and may put it in a box to do so.',
  });
});

requirement('no-boxing', async ({ module, random }) => {
  const { learned, peer } = await measure(await module.open(), random, 'boxing', mostOfBoxing);
  expectThat(learned <= peer * mostOfBoxing, {
    expected: `feed to make at most ${tellBytes(peer * mostOfBoxing)} bytes of garbage a value, a quarter of the ${tellBytes(peer)} of a version that makes one small object a value`,
    saw: `${tellBytes(learned)} bytes a value`,
    look: 'A number that is no small integer needs a box wherever it stands beside other things: in an ordinary array with holes or nulls, in a variable that a closure changes, in an argument.',
  });
});

/** Measured again, up to three times, until it is at most that part of the peer's: some code takes longer to get warm. */
async function measure(link: DriverLink, random: Random, peer: Peer, most: number): Promise<AverageGarbage> {
  const size = random.integer(50, 80);
  const feeds = [0, 1].map(() => Array.from({ length: valuesInFeed }, () => random.integer(0, largestValue)));
  for (let attempt = 1; ; attempt++) {
    const params = { size, feeds, passes, peer };
    const seen = await ask<AverageGarbage>(link, 'average.garbage', params, {
      what: 'feeding a moving average again and again',
    });
    expectEqual(
      'the means in the middle of the measurement',
      seen.means,
      meansOf(size, [...feeds, ...feeds]).slice(2),
      {
        look: 'What do you remember from one call to the next, and does it still hold?',
      },
    );
    if (seen.learned <= seen.peer * most || attempt === 3) return seen;
  }
}

function meansOf(size: number, feeds: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const all: number[] = [];
  return feeds.map((values) =>
    values.map((value) => {
      all.push(value);
      const window = all.slice(-size);
      return window.reduce((sum, each) => sum + each, 0) / window.length;
    }),
  );
}
