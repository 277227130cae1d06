import {
  broken,
  type DriverLink,
  type ModuleHost,
  type Outcome,
  type Teaching,
  type Trace,
} from 'checker/kit';
import type { Capacities, Command, Noted } from './driver/commands.ts';
import { tellAct, tellCommand, tellNoted, tellTold } from './telling.ts';

/** By the name of the call what it comes to in this step. Calls that are not named must not settle. */
export type Ends = Readonly<Record<string, string>>;

/** Plays one command and looks what it led to, no more and no less. */
export type Play = (command: Command, ends: Ends, teaching: Teaching) => Promise<void>;

/** Starts the driver's process; each `open` gives new channels. */
export async function openStages({
  module,
  trace,
}: {
  readonly module: ModuleHost;
  readonly trace: Trace;
}): Promise<{ readonly link: DriverLink; open(capacities: Capacities): Promise<Play> }> {
  const link = await module.open();
  const open = async (capacities: Capacities): Promise<Play> => {
    trace.clear();
    tellChannels(trace, capacities);
    expectAnswer(await link.call('stage.open', { capacities }, { transcript: false }));
    return async (command, ends, teaching) => {
      const outcome = await link.call('stage.play', { commands: [command] }, { transcript: false });
      const [noted = []] = expectAnswer(outcome) as readonly (readonly Noted[])[];
      judgeStep(trace, command, noted, ends, teaching);
    };
  };
  return { link, open };
}

/** A whole story in one go, for those that are many. */
export async function playStory(
  link: DriverLink,
  capacities: Capacities,
  commands: readonly Command[],
): Promise<readonly (readonly Noted[])[]> {
  const outcome = await link.call('stage.story', { capacities, commands }, { transcript: false });
  return expectAnswer(outcome) as readonly (readonly Noted[])[];
}

export function tellChannels(trace: Trace, capacities: Capacities): void {
  const made = Object.entries(capacities).map(
    ([name, capacity]) => `${name} = new Channel(${capacity ?? ''})`,
  );
  trace.mark('judge', made.join(', '));
}

/** Draws the step, and fails at the first call that came to something else than it should. */
export function judgeStep(
  trace: Trace,
  command: Command,
  noted: readonly Noted[],
  ends: Ends,
  teaching: Teaching,
): void {
  draw(trace, command);
  const seen = new Map<string, string>();
  for (const each of noted) {
    if (each.kind === 'trouble') {
      trace.mark('process', `${each.what}: ${tellTold(each.error)}`, { broken: true });
      broken({
        ...teaching,
        expected: 'close() never to throw, and every rejection to belong to a promise that the caller has',
        saw: `${each.what}: ${tellTold(each.error)}`,
      });
    }
    const told = tellNoted(each);
    const before = seen.get(each.call);
    seen.set(each.call, before === undefined ? told : `${before}, then ${told}`);
  }
  const calls = [...new Set([...Object.keys(ends), ...seen.keys()])];
  const wrong = calls.find((call) => seen.get(call) !== ends[call]);
  for (const [call, told] of seen) {
    // A loop goes on when it has got a value; everything else is over when it has come to something.
    const phase = told.startsWith('got ') ? {} : { phase: 'end' as const };
    trace.mark(call, told, { broken: call === wrong, ...phase });
  }
  if (wrong === undefined) return;
  if (!seen.has(wrong)) trace.mark(wrong, 'still waits', { broken: true });
  broken({
    ...teaching,
    expected: `after \`${tellCommand(command)}\`: ${tellEnd(wrong, ends[wrong])}`,
    saw: tellEnd(wrong, seen.get(wrong)),
  });
}

/** A call is an interval in a lane of its own, from here until it settles. */
function draw(trace: Trace, command: Command): void {
  switch (command.do) {
    case 'send':
    case 'receive':
    case 'select':
    case 'iterate':
      trace.begin(command.call, tellAct(command));
      break;
    case 'go-on':
      trace.mark(command.call, tellAct(command));
      break;
    case 'close':
    case 'abort':
      trace.mark('judge', tellAct(command));
      break;
    case 'together':
      for (const each of command.commands) draw(trace, each);
      break;
    default:
      command satisfies never;
  }
}

function tellEnd(call: string, end: string | undefined): string {
  return end === undefined ? `${call} still waits` : `${call} ${end}`;
}

function expectAnswer(outcome: Outcome): unknown {
  if (outcome.ok === true) return outcome.value;
  return broken({
    expected: 'Channel and select as the page describes them',
    saw:
      outcome.ok === false
        ? `${outcome.error.name}: ${outcome.error.message}`
        : outcome.why === 'ended'
          ? 'the process ended'
          : 'no answer within 10 s',
    look: 'Does src/index.ts export Channel and select? What throws, or keeps the thread busy, where the page promises an answer?',
  });
}
