import { expectEqual, expectThat, requirement } from 'checker/kit';
import { answerOf } from './answers.ts';
import type { Ending, Held, HeldMessages, Left } from './driver/churn.ts';

const endings: readonly (readonly [ending: Ending, told: string])[] = [
  ['dispose', 'subscribing, hearing a message and disposing'],
  ['dispose-in-handler', 'subscribing and disposing from within `onMessage`'],
  ['dispose-after-silence', 'subscribing, hearing of silence and disposing'],
  ['abort', 'subscribing and aborting the signal'],
  ['close', 'subscribing and emitting `close`'],
];
const few = 50;
const rounds = 10_000;

/** Open subscriptions to compare with, and how much of their memory may stay when they are gone. */
const open = 1000;
const mostThatStays = 1 / 4;
/** Of the memory of one open subscription, what one round may leave: next to nothing, since it adds up for ever. */
const mostPerRound = 1 / 20;
const messages = 5000;

requirement('no-leaks', async ({ module }) => {
  const link = await module.open();
  const look = 'What did `subscribe` register, with whom, and who takes it back when it ends in this way?';
  const churn = async (ending: Ending, count: number, told: string) => {
    const outcome = await link.call('leaks.churn', { ending, rounds: count }, { transcript: false });
    const what = `${count} rounds of ${told} to come to an end`;
    const { listeners, timers, aborts } = answerOf(outcome, what, look) as Left;
    expectEqual(`listeners left on the feed after ${count} rounds of ${told}`, listeners, 0, { look });
    expectEqual(`timers left on the clock after ${count} rounds of ${told}`, timers, 0, { look });
    expectEqual(`listeners left on the signals after ${count} rounds of ${told}`, aborts, 0, { look });
  };
  // Few of each first: what leaks makes many of them slow.
  for (const [ending, told] of endings) await churn(ending, few, told);
  await churn('dispose', rounds, 'subscribing, hearing a message and disposing');

  const held = answerOf(
    await link.call('leaks.subscriptions', { open, rounds }, { transcript: false }),
    `${open} subscriptions to be opened and disposed of`,
    look,
  ) as Held;
  const whoHolds =
    'No listener and no timer is left, and yet something holds the subscriptions. Which list or Map only grows? Is a listener on the signal taken back by `removeEventListener`?';
  expectThat(held.disposed <= mostThatStays * held.open, {
    look: whoHolds,
    expected: `of the memory that ${open} open subscriptions take, less than a quarter to be taken when all are disposed of`,
    saw: `${percent(held.disposed / held.open)} of it`,
  });
  expectThat(held.rounds / rounds <= (mostPerRound * held.open) / open, {
    look: whoHolds,
    expected: `a subscription that is over to leave less than a twentieth of the memory that an open one takes, over ${rounds} rounds`,
    saw: `${percent(held.rounds / rounds / (held.open / open))} of it stays of each`,
  });

  const handled = answerOf(
    await link.call('leaks.messages', { messages }, { transcript: false }),
    `${messages} messages to be heard`,
    look,
  ) as HeldMessages;
  expectThat(handled.settled <= mostThatStays * handled.running, {
    look: 'What do you note down for each message, and when is it struck out?',
    expected: `of the memory that ${messages} running handlers take, less than a quarter to be taken when all have settled and the subscription lives on`,
    saw: `${percent(handled.settled / handled.running)} of it`,
  });
});

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
