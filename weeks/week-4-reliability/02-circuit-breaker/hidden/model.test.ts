import { Broken, expectEqual, requirement } from 'checker/kit';
import type { Seen } from './driver/commands.ts';
import { createModel, type End, type Expected } from './model.ts';
import { playStory, startMs } from './open-stage.ts';
import { type Story, stories, tellStory } from './stories.ts';
import { tellCommand, tellNoted, tellTold } from './telling.ts';

/** Some 10,000 steps in all. Of what miscounts or mistakes a state, nearly all is found by the first 50. */
const runs = 200;
const look = 'Play the story by hand, step by step, with the picture of the three states beside it.';

requirement('model', async ({ module, property, trace }) => {
  const link = await module.open();
  let broken: { readonly story: Story; readonly seen: readonly Seen[]; readonly at: number } | null = null;
  const judge = async (story: Story): Promise<void> => {
    const { options, commands } = story;
    const seen = await playStory(link, 'stage.story', {
      options,
      startMs,
      filter: true,
      commands: [{ do: 'subscribe', listener: 'listener' }, ...commands],
    });
    const model = createModel(options, startMs);
    commands.forEach((command, index) => {
      const step = seen[index + 1];
      if (step === undefined) throw new Error('the driver left out a step');
      const expected = model.step(command);
      try {
        compare(step, expected, `after step ${index + 1} of the story`);
      } catch (error) {
        broken = { story, seen: seen.slice(1), at: index };
        throw error;
      }
    });
  };
  try {
    await property('a random story', stories, judge, { runs, show: tellStory });
  } catch (error) {
    // The last story that broke is the smallest one that was found.
    if (error instanceof Broken && broken !== null) retell(broken);
    throw error;
  }

  function retell({ story, seen, at }: NonNullable<typeof broken>): void {
    for (const [index, command] of story.commands.slice(0, at + 1).entries()) {
      trace.mark('judge', `${index + 1}. ${tellCommand(command)}`);
      for (const noted of seen[index]?.noted ?? []) {
        if (noted.kind === 'returned') continue;
        const { lane, event } = tellNoted(noted);
        trace.mark(lane, event);
      }
      if (index === at) trace.mark('breaker', `${seen[index]?.standing.state}`, { broken: true });
    }
  }
});

function compare({ noted, standing }: Seen, expected: Expected, when: string): void {
  const teaching = { look };
  const called = noted.flatMap((each) => (each.kind === 'called' ? [each.call] : []));
  expectEqual(
    `calls whose function is called, ${when}`,
    called,
    expected.called === null ? [] : [expected.called],
    teaching,
  );
  const ends = noted.flatMap((each) =>
    each.kind === 'settled' ? [`${each.call} ${each.how} with ${tellTold(withoutMessage(each.with))}`] : [],
  );
  expectEqual(`calls that settle, ${when}`, ends.toSorted(), expected.ends.map(tellEnd).toSorted(), teaching);
  const changes = noted.flatMap((each) => (each.kind === 'heard' ? [each.change] : []));
  expectEqual(`changes that a listener hears, ${when}`, changes, expected.changes, teaching);
  const aborted = noted.flatMap((each) => (each.kind === 'aborted' ? [each.call] : []));
  for (const call of expected.aborted)
    expectEqual(
      `whether the signal of ${call}’s function aborts, ${when}`,
      aborted.includes(call),
      true,
      teaching,
    );
  expectEqual(`\`state\` ${when}`, standing.state, expected.state, teaching);
  expectEqual(`\`stats\` ${when}`, standing.stats, expected.stats, teaching);
  expectEqual(`timers that are set, ${when}`, standing.timers, expected.timers, teaching);
  const unhandled = noted.flatMap((each) => (each.kind === 'unhandled' ? [tellTold(each.error)] : []));
  expectEqual(`unhandled rejections, ${when}`, unhandled, [], teaching);
}

/** Messages are the learner's own. */
function withoutMessage<T extends object>(told: T): T {
  return 'message' in told ? { ...told, message: '' } : told;
}

function tellEnd({ call, as }: End): string {
  const error = { kind: 'error', name: '', message: '', retryAfterMs: null, timeoutMs: null } as const;
  switch (as.kind) {
    case 'refused':
      return `${call} rejected with ${tellTold({ ...error, class: 'CircuitOpenError', retryAfterMs: as.retryAfterMs })}`;
    case 'timed-out':
      return `${call} rejected with ${tellTold({ ...error, class: 'CallTimeoutError', timeoutMs: as.timeoutMs })}`;
    default: {
      const thing = as.with;
      const told = thing.kind === 'error' ? { kind: 'marked' as const, mark: thing.mark } : thing;
      if (told.kind === 'object' || told.kind === 'error-of') throw new Error('stories have no such things');
      return `${call} ${as.kind} with ${tellTold(told)}`;
    }
  }
}
