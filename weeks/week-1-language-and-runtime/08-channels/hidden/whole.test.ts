import { expectEqual, expectThat, requirement } from 'checker/kit';
import type { Churned } from './driver/churn.ts';
import { createModel } from './model.ts';
import { judgeStep, playStory, tellChannels } from './open-stage.ts';
import { stories, tellStory } from './stories.ts';

requirement('compiles', ({ source }) => source.compiles());

requirement('model', async ({ module, property, trace }) => {
  const link = await module.open();
  const look =
    'Play the story by hand, step by step, with the picture of the two lines and the buffer beside it.';
  await property(
    'a random story',
    stories,
    async ({ capacities, commands }) => {
      const seen = await playStory(link, capacities, commands);
      const model = createModel(capacities);
      tellChannels(trace, capacities);
      commands.forEach((command, index) => {
        judgeStep(trace, command, seen[index] ?? [], model.step(command), { look });
      });
    },
    { runs: 150, show: tellStory },
  );
});

const rounds = 50;
/** The last ones may still stand somewhere on the stack, or in what the engine keeps of them. */
const tolerated = 5;

requirement('leaves-nothing', async ({ module }) => {
  const link = await module.open();
  const outcome = await link.call('churn', { rounds }, { transcript: false });
  expectThat(outcome.ok === true, {
    expected: `calls that end in every way there is, ${rounds} times each`,
    saw: outcome.ok === false ? `${outcome.error.name}: ${outcome.error.message}` : 'no answer',
    look: 'Which call throws, or never settles?',
  });
  const churned = outcome.value as Readonly<Record<string, Churned>>;
  for (const [ending, { waiting, listeners, values, promises }] of Object.entries(churned)) {
    const after = `after ${rounds} times ${ending}`;
    expectEqual(`calls that have not settled ${after}`, waiting, 0, { look: 'Which call never settles?' });
    expectEqual(`listeners left on the signals ${after}`, listeners, 0, {
      look: 'Who removes the listener when a call ends in this way?',
    });
    for (const [what, count] of [['values', values] as const, ['promises', promises] as const]) {
      expectThat(count <= tolerated, {
        expected: `the ${what} of settled calls to be let go of, ${after}`,
        saw: `${count} of them are still held`,
        look: 'What does a channel hold on to when the call is over: an entry in a line, a slot of an array, a closure?',
      });
    }
  }
});
