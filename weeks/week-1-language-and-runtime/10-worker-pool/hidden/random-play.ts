import { broken, type Fixtures, fc, type Teaching } from 'checker/kit';
import { abort, deaf, open, run, signal, waits } from './acts.ts';
import type { Action } from './driver/actions.ts';
import { onStage, type Stage, withStory } from './stage.ts';

/** Facts of a random scenario, as far as they have come. */
export interface Facts {
  readonly limit: number;
  /** In the order of their submission. */
  readonly submitted: readonly string[];
  /** Submitted, neither started nor given up. */
  readonly waiting: readonly string[];
  readonly aborted: ReadonlySet<string>;
}

export type Flaw = Teaching & { readonly expected: string; readonly saw: string };

type Command =
  | { readonly submit: 'waits' | 'deaf' | 'throws' | 'quick' | 'quick-throw' }
  /** Lets so many of those that run end, in one go, counted from the one at this place. */
  | { readonly end: number; readonly many: number }
  | { readonly abort: number };

interface Scenario {
  readonly limit: number;
  readonly commands: readonly Command[];
}

const scenarios: fc.Arbitrary<Scenario> = fc.record({
  limit: fc.integer({ min: 1, max: 4 }),
  commands: fc.array(
    fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({ submit: fc.constantFrom('waits', 'deaf', 'throws', 'quick', 'quick-throw') }),
      },
      { weight: 4, arbitrary: fc.record({ end: fc.nat(5), many: fc.integer({ min: 1, max: 3 }) }) },
      { weight: 2, arbitrary: fc.record({ abort: fc.nat(9) }) },
    ),
    { minLength: 6, maxLength: 18 },
  ),
});

/**
 * Plays random scenarios: tasks are submitted, end in every way, one or several at a time, and are aborted while they wait
 * or run. After each step the flaw is looked for that the requirement is about; at the end everything is let go.
 */
export async function playAtRandom(
  { module, trace, property }: Pick<Fixtures, 'module' | 'trace' | 'property'>,
  flawOf: (stage: Stage, facts: Facts) => Flaw | null,
  runs = 25,
): Promise<void> {
  await onStage({ module, trace }, async (stage) => {
    const play = (scenario: Scenario) =>
      withStory(stage, scenario.limit, () => playScenario(stage, scenario, flawOf));
    // Some that every wrong pool meets, whatever the seed.
    for (const scenario of classics) await play(scenario);
    await property('tasks submitted, ended and aborted in a random order', scenarios, play, { runs, show });
  });
}

function show({ limit, commands }: Scenario): string {
  const told = commands.map((command) => {
    if ('submit' in command) return `submit one that ${kinds[command.submit]}`;
    if ('end' in command) return command.many === 1 ? 'let one end' : `let up to ${command.many} end at once`;
    return 'abort one';
  });
  return `with concurrency ${limit}: ${told.join(', ')}`;
}

const kinds = {
  waits: 'waits',
  deaf: 'waits and ignores its signal',
  throws: 'throws in the end',
  quick: 'returns at once',
  'quick-throw': 'throws at once',
} as const;

const classics: readonly Scenario[] = [
  {
    limit: 2,
    commands: [
      { submit: 'deaf' },
      { submit: 'waits' },
      { submit: 'throws' },
      { submit: 'waits' },
      { submit: 'quick-throw' },
      { submit: 'waits' },
      { submit: 'quick' },
      { submit: 'waits' },
      { submit: 'waits' },
      { abort: 3 },
      { abort: 0 },
      { end: 1, many: 1 },
      { end: 0, many: 2 },
      { abort: 2 },
      { end: 0, many: 1 },
    ],
  },
  // One that was given up ends while others wait, and then another one comes.
  {
    limit: 2,
    commands: [
      { submit: 'deaf' },
      { submit: 'waits' },
      { submit: 'waits' },
      { submit: 'waits' },
      { abort: 0 },
      { end: 0, many: 1 },
      { submit: 'waits' },
      { abort: 2 },
      { submit: 'quick' },
      { end: 0, many: 2 },
      { submit: 'waits' },
    ],
  },
  // Several are given up in the queue, at its front and inside of it.
  {
    limit: 1,
    commands: [
      { submit: 'deaf' },
      { submit: 'waits' },
      { submit: 'waits' },
      { submit: 'waits' },
      { submit: 'waits' },
      { submit: 'waits' },
      { abort: 1 },
      { abort: 2 },
      { end: 0, many: 1 },
      { submit: 'quick-throw' },
      { end: 0, many: 1 },
      { end: 0, many: 1 },
    ],
  },
];

async function playScenario(
  stage: Stage,
  { limit, commands }: Scenario,
  flawOf: (stage: Stage, facts: Facts) => Flaw | null,
): Promise<void> {
  await stage.reset();
  await stage.pool({ concurrency: limit });
  const submitted: string[] = [];
  const aborted = new Set<string>();
  const flaw = () => {
    const begun = stage.started();
    const waiting = submitted.filter((id) => !begun.includes(id) && stage.outcome(id) === null);
    return flawOf(stage, { limit, submitted, waiting, aborted });
  };
  const step = async (actions: readonly Action[]) => {
    await stage.step(actions, () => flaw() === null);
    const found = flaw();
    if (found !== null) broken(found);
  };

  for (const command of commands) {
    if ('submit' in command) {
      const id = `task-${submitted.length + 1}`;
      submitted.push(id);
      await step([submission(id, command.submit)]);
    } else if ('end' in command) {
      const running = stage.running();
      const chosen = running.slice(command.end % Math.max(1, running.length)).slice(0, command.many);
      if (chosen.length > 0) await step(chosen.map((id) => open(id, `the value of ${id}`)));
    } else {
      const unsettled = submitted.filter((id) => stage.outcome(id) === null);
      const chosen = unsettled[command.abort % Math.max(1, unsettled.length)];
      if (chosen === undefined) continue;
      aborted.add(chosen);
      await step([abort(`caller of ${chosen}`)]);
    }
  }
  for (let running = stage.running(); running.length > 0; running = stage.running()) {
    await step(running.map((id) => open(id, `the value of ${id}`)));
    if (stage.running().every((id) => running.includes(id))) break;
  }
}

function submission(id: string, kind: Extract<Command, { submit: unknown }>['submit']): Action {
  const options = { signal: signal(`caller of ${id}`) };
  const throws = { do: 'throw', name: 'Error', message: `${id} failed` } as const;
  switch (kind) {
    case 'waits':
      return run(id, { steps: waits(id), options });
    case 'deaf':
      return run(id, { steps: deaf(id), options });
    case 'throws':
      return run(id, { steps: [{ do: 'wait', gate: id, onAbort: 'reject' }, throws], options });
    case 'quick':
      return run(id, { steps: [{ do: 'return', value: id }], options });
    case 'quick-throw':
      return run(id, { steps: [throws], options });
    default:
      return kind satisfies never;
  }
}
