import { broken, type DriverLink, type ModuleHost, type Outcome, type Trace } from 'checker/kit';
import type { BreakerSettings, Command, Noted, Seen } from './driver/commands.ts';
import { tellCommand, tellNoted } from './telling.ts';

/** One breaker in the driver's process, played with step by step. Everything that happens goes into the trace. */
export interface Stage {
  /** All that the commands led to, and how things stand after the last. */
  play(...commands: readonly Command[]): Promise<Seen>;
}

export const startMs = 1000;

/** Starts the driver's process, in which any number of breakers may follow one another. */
export async function openStages({
  module,
  trace,
}: {
  readonly module: ModuleHost;
  readonly trace: Trace;
}): Promise<(options: BreakerSettings, more?: { filter?: boolean; startMs?: number }) => Promise<Stage>> {
  const link = await module.open();
  return async (options, more = {}) => {
    const asked = `createCircuitBreaker({ ${tellOptions(options)}, clock })`;
    trace.mark('judge', asked);
    const made = await link.call('stage.open', { options, startMs, ...more });
    if (made.ok !== true) {
      broken({
        expected: `\`${asked}\` to make a breaker`,
        saw: tellTrouble(made),
        look: 'Does src/index.ts export createCircuitBreaker, and which line of it throws for these options?',
      });
    }
    return { play: (...commands) => play(link, trace, commands) };
  };
}

async function play(link: DriverLink, trace: Trace, commands: readonly Command[]): Promise<Seen> {
  const seen = await playStory(link, 'stage.play', { commands });
  commands.forEach((command, index) => {
    trace.mark('judge', tellCommand(command));
    for (const noted of seen[index]?.noted ?? []) {
      if (noted.kind === 'returned' && noted.promise) continue;
      const { lane, event } = tellNoted(noted);
      trace.mark(lane, event);
    }
  });
  const last = seen.at(-1);
  if (last === undefined) throw new Error('a story without a step');
  return { noted: seen.flatMap(({ noted }): readonly Noted[] => noted), standing: last.standing };
}

export async function playStory(link: DriverLink, method: string, params: object): Promise<readonly Seen[]> {
  const outcome = await link.call(method, params);
  if (outcome.ok === true) return outcome.value as readonly Seen[];
  return broken({
    expected: 'execute, state, stats and onStateChange as the page describes them',
    saw: tellTrouble(outcome),
    look: 'What throws in your module, or keeps the thread busy, where the page promises an answer?',
  });
}

export function tellOptions(options: BreakerSettings): string {
  return Object.entries(options)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ');
}

function tellTrouble(outcome: Exclude<Outcome, { ok: true }>): string {
  if (outcome.ok === false) return `${outcome.error.name}: ${outcome.error.message}`;
  return outcome.why === 'ended' ? 'the process ended' : 'no answer within 10 s';
}
