import { broken, type ModuleHost, type Outcome, type Trace } from 'checker/kit';
import type { Command, Noted, Seen } from './driver/commands.ts';
import { tellCommand, tellNoted } from './telling.ts';

/** The learner's module among readers and writers of the judge's. What happens goes into the trace. */
export interface Stage {
  /** All that the commands led to, and how things stand after the last. */
  play(...commands: readonly Command[]): Promise<Seen>;
  /** What each of the commands led to. */
  steps(...commands: readonly Command[]): Promise<readonly Seen[]>;
}

export async function openStage({
  module,
  trace,
}: {
  readonly module: ModuleHost;
  readonly trace: Trace;
}): Promise<Stage> {
  const link = await module.open();
  const stage: Stage = {
    async steps(...commands) {
      const outcome = await link.call('play', { commands }, { transcript: false });
      if (outcome.ok !== true) return tellTrouble(outcome);
      const seen = outcome.value as readonly Seen[];
      commands.forEach((command, index) => {
        trace.mark('judge', tellCommand(command));
        for (const noted of seen[index]?.noted ?? []) {
          const { lane, event } = tellNoted(noted);
          trace.mark(lane, event);
        }
      });
      return seen;
    },

    async play(...commands) {
      const seen = await stage.steps(...commands);
      return {
        noted: seen.flatMap(({ noted }): readonly Noted[] => noted),
        listeners: seen.at(-1)?.listeners ?? {},
      };
    },
  };
  return stage;
}

function tellTrouble(outcome: Exclude<Outcome, { ok: true }>): never {
  return broken({
    expected: 'a module that can be called as the page says',
    saw:
      outcome.ok === false
        ? `${outcome.error.name}: ${outcome.error.message}`
        : outcome.why === 'ended'
          ? 'the process ended'
          : 'no answer within 10 s',
    look: 'Does src/index.ts export copy, tee, limit, userId, orderId and saveReceipt, and which of them keeps the thread busy?',
  });
}
