import type { Capacities, Case, Command, Thing } from './driver/commands.ts';
import type { Ends } from './open-stage.ts';
import { abortedBy, over, received, refused, sent, took } from './steps.ts';

/**
 * The exercise's page as a state machine. It knows nothing of promises: it is told what happens, one thing after another,
 * and says which calls settle and how.
 */
export interface Model {
  step(command: Command): Ends;
}

interface Channel {
  readonly capacity: number;
  readonly buffer: Thing[];
  closed: boolean;
}

/** A call that waits, with one case or, if it is a select, any number of them. */
interface Waiting {
  readonly call: string;
  readonly cases: readonly Case[];
  readonly isSelect: boolean;
  readonly signal: string | undefined;
}

export function createModel(capacities: Capacities): Model {
  const channels = new Map<string, Channel>();
  for (const [name, capacity] of Object.entries(capacities)) {
    channels.set(name, { capacity: capacity ?? 0, buffer: [], closed: false });
  }
  const aborted = new Set<string>();
  // In the order in which they began to wait: the first that fits is the one that has waited longest.
  let waiting: readonly Waiting[] = [];
  let ends: Record<string, string> = {};

  function begin(begun: Waiting): void {
    if (begun.signal !== undefined && aborted.has(begun.signal)) {
      ends[begun.call] = abortedBy(begun.signal);
      return;
    }
    for (const [index, each] of begun.cases.entries()) {
      const end = attempt(each);
      if (end === null) continue;
      finish(begun, index, end);
      return;
    }
    waiting = [...waiting, begun];
  }

  /** How the case ends if it can be done now. */
  function attempt(each: Case): string | null {
    return 'receive' in each ? attemptReceive(each.receive) : attemptSend(each.send, each.value);
  }

  function attemptReceive(name: string): string | null {
    const { buffer, closed } = channel(name);
    const sender = waiting.find(({ cases }) => cases.some((each) => 'send' in each && each.send === name));
    if (sender !== undefined) {
      const index = sender.cases.findIndex((each) => 'send' in each && each.send === name);
      const its = sender.cases[index];
      if (its !== undefined && 'send' in its) buffer.push(its.value);
      finish(sender, index, sent);
    }
    const value = buffer.shift();
    if (value !== undefined) return received(value);
    return closed ? over : null;
  }

  function attemptSend(name: string, value: Thing): string | null {
    const { buffer, capacity, closed } = channel(name);
    if (closed) return refused;
    const receiver = waiting.find(({ cases }) =>
      cases.some((each) => 'receive' in each && each.receive === name),
    );
    if (receiver !== undefined) {
      const index = receiver.cases.findIndex((each) => 'receive' in each && each.receive === name);
      finish(receiver, index, received(value));
      return sent;
    }
    if (buffer.length === capacity) return null;
    buffer.push(value);
    return sent;
  }

  function finish(ended: Waiting, index: number, end: string): void {
    ends[ended.call] = ended.isSelect && end !== refused ? took(index, end) : end;
    waiting = waiting.filter((each) => each !== ended);
  }

  function close(name: string): void {
    channel(name).closed = true;
    for (const each of waiting) {
      const index = each.cases.findIndex((one) => ('receive' in one ? one.receive : one.send) === name);
      const its = each.cases[index];
      if (its !== undefined) finish(each, index, 'receive' in its ? over : refused);
    }
  }

  function abort(signal: string): void {
    aborted.add(signal);
    for (const each of waiting) {
      if (each.signal !== signal) continue;
      waiting = waiting.filter((other) => other !== each);
      ends[each.call] = abortedBy(signal);
    }
  }

  function channel(name: string): Channel {
    const found = channels.get(name);
    if (found === undefined) throw new Error(`the story has no channel ${name}`);
    return found;
  }

  function play(command: Command): void {
    switch (command.do) {
      case 'send': {
        const { call, channel, value, signal } = command;
        begin({ call, cases: [{ send: channel, value }], isSelect: false, signal });
        break;
      }
      case 'receive':
        begin({
          call: command.call,
          cases: [{ receive: command.channel }],
          isSelect: false,
          signal: command.signal,
        });
        break;
      case 'select':
        begin({ call: command.call, cases: command.cases, isSelect: true, signal: command.signal });
        break;
      case 'close':
        close(command.channel);
        break;
      case 'abort':
        abort(command.signal);
        break;
      case 'together':
        for (const each of command.commands) play(each);
        break;
      case 'iterate':
      case 'go-on':
        throw new Error('loops are no part of random stories');
      default:
        command satisfies never;
    }
  }

  return {
    step(command) {
      ends = {};
      play(command);
      return ends;
    },
  };
}
