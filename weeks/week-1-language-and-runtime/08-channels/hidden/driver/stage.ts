import type { Capacities, Case, Command, Noted } from './commands.ts';
import type { Channel, Seam } from './seam.ts';
import { createThings } from './things.ts';

/** Some channels, and everything that the judge does to them. */
export interface Stage {
  /** What each command led to; after each, promises settle until nothing more can happen by itself. */
  play(commands: readonly Command[]): Promise<readonly (readonly Noted[])[]>;
  /** An unhandled rejection of the process. */
  unhandled(error: unknown): void;
}

/** Taken before the learner's module is loaded. */
const nextTurn = setImmediate;

export function createStage(seam: Seam, capacities: Capacities): Stage {
  const things = createThings(seam.ChannelClosedError);
  const channels = new Map<string, Channel>();
  for (const [name, capacity] of Object.entries(capacities)) {
    channels.set(name, capacity === null ? new seam.Channel() : new seam.Channel(capacity));
  }
  const controllers = new Map<string, AbortController>();
  const loops = new Map<string, (how: 'next' | 'break') => void>();
  let log: Noted[] = [];
  const note = (noted: Noted) => void log.push(noted);

  function channel(name: string): Channel {
    const found = channels.get(name);
    if (found === undefined) throw new Error(`the judge named no channel ${name}`);
    return found;
  }

  function controller(name: string): AbortController {
    const known = controllers.get(name) ?? new AbortController();
    controllers.set(name, known);
    return known;
  }

  /** As an argument, left out where there is none. */
  function signalOf(name: string | undefined): [] | [AbortSignal] {
    return name === undefined ? [] : [controller(name).signal];
  }

  function caseOf(each: Case): object {
    if ('receive' in each) return { receive: channel(each.receive) };
    return { send: channel(each.send), value: things.make(each.value) };
  }

  function watch(call: string, of: 'send' | 'receive' | 'select', start: () => unknown): void {
    const settled = (how: 'resolved' | 'rejected' | 'threw') => (value: unknown) =>
      note({ kind: 'settled', call, of, how, with: things.tell(value) });
    let promise: unknown;
    try {
      promise = start();
    } catch (error) {
      settled('threw')(error);
      return;
    }
    Promise.resolve(promise).then(settled('resolved'), settled('rejected'));
  }

  async function loop(call: string, over: Channel): Promise<void> {
    try {
      for await (const value of over) {
        note({ kind: 'looped', call, value: things.tell(value) });
        const how = await new Promise((resolve) => loops.set(call, resolve));
        if (how === 'break') break;
      }
      note({ kind: 'ended', call, error: null });
    } catch (error) {
      note({ kind: 'ended', call, error: things.tell(error) });
    }
  }

  function perform(command: Command): void {
    switch (command.do) {
      case 'send': {
        const value = things.make(command.value);
        watch(command.call, 'send', () => channel(command.channel).send(value, ...signalOf(command.signal)));
        break;
      }
      case 'receive':
        watch(command.call, 'receive', () => channel(command.channel).receive(...signalOf(command.signal)));
        break;
      case 'select': {
        const cases = command.cases.map(caseOf);
        watch(command.call, 'select', () => seam.select(cases, ...signalOf(command.signal)));
        break;
      }
      case 'iterate':
        loop(command.call, channel(command.channel));
        break;
      case 'go-on':
        loops.get(command.call)?.(command.how);
        break;
      case 'close':
        try {
          channel(command.channel).close();
        } catch (error) {
          note({ kind: 'trouble', what: 'close() threw', error: things.tell(error) });
        }
        break;
      case 'abort':
        controller(command.signal).abort(things.reason(command.reason));
        break;
      case 'together':
        for (const each of command.commands) perform(each);
        break;
      default:
        command satisfies never;
    }
  }

  return {
    async play(commands) {
      const seen: Noted[][] = [];
      for (const command of commands) {
        perform(command);
        // However long a chain of promises is, it settles between two turns of the event loop.
        await new Promise((resolve) => nextTurn(resolve));
        await new Promise((resolve) => nextTurn(resolve));
        seen.push(log);
        log = [];
      }
      return seen;
    },
    unhandled: (error) =>
      note({ kind: 'trouble', what: 'a rejection was left unhandled', error: things.tell(error) }),
  };
}
