import { broken, type DriverLink, type Random, requirement } from 'checker/kit';
import { answerOf } from './answers.ts';
import type { Step } from './driver/stage.ts';

requirement('delivers', async ({ module, random }) => {
  const link = await module.open();
  const [a, b, c, d] = words(random);
  const ms = random.integer(300, 900);

  await follow(link, 'Which messages does a subscription pass on, and until when?', [
    [subscribe('anna', ms), []],
    [emit(a), [`anna hears ${a}`]],
    [emit(b, 'weather'), []],
    [emit(b), [`anna hears ${b}`]],
    [dispose('anna'), ['anna is disposed of']],
    [emit(c), []],
    [advance(ms), []],
    [dispose('anna'), ['anna is disposed of']],
  ]);

  await follow(link, 'What has to become of the timer when a message comes, and who sets the next one?', [
    [subscribe('anna', ms), []],
    [advance(ms - 1), []],
    [emit(a), [`anna hears ${a}`]],
    [advance(ms - 1), []],
    [advance(1), ['anna is told of silence']],
    [advance(3 * ms), []],
    [emit(b), [`anna hears ${b}`]],
    [advance(ms), ['anna is told of silence']],
  ]);

  await follow(link, 'Whose listeners does the end of one subscription take away?', [
    [subscribe('anna', ms), []],
    [subscribe('bert', 2 * ms), []],
    [emit(a), [`anna hears ${a}`, `bert hears ${a}`]],
    [dispose('anna'), ['anna is disposed of']],
    [emit(b), [`bert hears ${b}`]],
    [abort('anna'), []],
    [advance(2 * ms), ['bert is told of silence']],
    [close, []],
    [emit(c), []],
    [advance(2 * ms), []],
    [dispose('bert'), ['bert is disposed of']],
  ]);

  await follow(link, 'What does an abort of the signal end? And what if it came before `subscribe`?', [
    [subscribe('anna', ms), []],
    [emit(a), [`anna hears ${a}`]],
    [abort('anna'), []],
    [emit(b), []],
    [advance(ms), []],
    [dispose('anna'), ['anna is disposed of']],
    [abort('bert'), []],
    [subscribe('bert', ms), []],
    [emit(c), []],
    [advance(ms), []],
    [close, []],
    [emit(d), []],
    [dispose('bert'), ['bert is disposed of']],
  ]);
});

requirement('dispose-waits', async ({ module, random }) => {
  const link = await module.open();
  const [a, b, c] = words(random);
  const ms = 1000;
  const look = 'Which handlers are still running when it is disposed of, and who remembers them?';

  await follow(link, look, [
    [subscribe('anna', ms, true), []],
    [emit(a), [`anna hears ${a}`]],
    [emit(b), [`anna hears ${b}`]],
    [emit(c), [`anna hears ${c}`]],
    [settle(b), []],
    [dispose('anna'), []],
    [settle(c), []],
    [dispose('anna'), []],
    [settle(a), ['anna is disposed of', 'anna is disposed of']],
    [dispose('anna'), ['anna is disposed of']],
  ]);

  for (const end of [abort('anna'), close]) {
    await follow(link, look, [
      [subscribe('anna', ms, true), []],
      [emit(a), [`anna hears ${a}`]],
      [end, []],
      [dispose('anna'), []],
      [settle(a), ['anna is disposed of']],
    ]);
  }
});

type Story = readonly (readonly [step: Step, expected: readonly string[]])[];

/** Plays a story and compares what came of each step; a failure tells it up to the step that went wrong. */
async function follow(link: DriverLink, look: string, story: Story): Promise<void> {
  const steps = story.map(([step]) => step);
  const outcome = await link.call('feed.play', { steps }, { transcript: false });
  const all = answerOf(outcome, `${steps.map(tell).join('; ')}: nothing to throw`, look) as string[][];
  for (const [at, [step, expected]] of story.entries()) {
    const seen = all[at] ?? [];
    if ([...seen].sort().join('\n') === [...expected].sort().join('\n')) continue;
    const past = steps.slice(0, at).map(tell).join('; ');
    broken({
      expected: `${past === '' ? '' : `after: ${past}. `}Then ${tell(step)}: ${tellSeen(expected)}`,
      saw: tellSeen(seen),
      look,
    });
  }
}

function tellSeen(seen: readonly string[]): string {
  return seen.length === 0 ? 'nothing happens' : seen.join(', ');
}

function tell(step: Step): string {
  switch (step.act) {
    case 'subscribe':
      return `${step.who} subscribes to prices with silenceMs ${step.silenceMs}${step.slow ? ' and handlers that take their time' : ''}`;
    case 'emit':
      return `the feed emits ${step.topic} ${step.message}`;
    case 'advance':
      return `${step.ms} ms pass`;
    case 'dispose':
      return `${step.who}'s subscription is disposed of`;
    case 'abort':
      return `${step.who}'s signal aborts`;
    case 'close':
      return 'the feed emits close';
    case 'settle':
      return `the handler of ${step.message} resolves`;
    default:
      return step satisfies never;
  }
}

function words(random: Random): [string, string, string, string] {
  // Ended by a number, so that no two are alike.
  return [`${random.word(4)}1`, `${random.word(4)}2`, `${random.word(4)}3`, `${random.word(4)}4`];
}

function subscribe(who: string, silenceMs: number, slow = false): Step {
  return { act: 'subscribe', who, silenceMs, slow };
}

function emit(message: string, topic = 'prices'): Step {
  return { act: 'emit', topic, message };
}

function advance(ms: number): Step {
  return { act: 'advance', ms };
}

function dispose(who: string): Step {
  return { act: 'dispose', who };
}

function abort(who: string): Step {
  return { act: 'abort', who };
}

const close: Step = { act: 'close' };

function settle(message: string): Step {
  return { act: 'settle', message };
}
