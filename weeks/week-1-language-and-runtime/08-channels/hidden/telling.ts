import { showValue } from 'checker/kit';
import type { Case, Command, Noted, Thing, Told } from './driver/commands.ts';

/** Commands and what they led to, in words that a learner can read. */

export function tellThing(thing: Thing): string {
  switch (thing.kind) {
    case 'plain':
      return JSON.stringify(thing.value);
    case 'undefined':
      return 'undefined';
    case 'object':
      return `the object “${thing.mark}”`;
    default:
      return thing satisfies never;
  }
}

/** Continues a sentence that begins with the name of the call. */
export function tellNoted(noted: Exclude<Noted, { kind: 'trouble' }>): string {
  if (noted.kind === 'looped') return `got ${tellTold(noted.value)}`;
  if (noted.kind === 'ended') return noted.error === null ? 'ended' : `threw ${tellTold(noted.error)}`;
  switch (noted.how) {
    case 'resolved':
      return tellResult(noted.of, noted.with) ?? `resolved with ${tellTold(noted.with)}`;
    case 'rejected':
      return `was rejected with ${tellTold(noted.with)}`;
    case 'threw':
      return `threw ${tellTold(noted.with)} and returned no promise`;
    default:
      return noted.how satisfies never;
  }
}

/** Null where it is none of the results that the page knows. */
function tellResult(of: 'send' | 'receive' | 'select', result: Told): string | null {
  if (of === 'send') return result.kind === 'undefined' ? 'was done' : null;
  if (result.kind !== 'record') return null;
  const { done, value = nothing, index, result: inner = nothing } = result.members;
  if (of === 'select') {
    const end = tellResult(inner.kind === 'undefined' ? 'send' : 'receive', inner);
    return index?.kind === 'plain' && end !== null ? `took case ${index.value}, which ${end}` : null;
  }
  if (done?.kind !== 'plain') return null;
  if (done.value === false) return `received ${tellTold(value)}`;
  return done.value === true && value.kind === 'undefined' ? 'was told that the channel is closed' : null;
}

const nothing: Told = { kind: 'undefined' };

export function tellTold(told: Told): string {
  switch (told.kind) {
    case 'reason': {
      const [, signal = ''] = /says (.*)/.exec(told.mark) ?? [];
      return `the reason of ${signal}, ${showValue(told.mark)}`;
    }
    case 'error':
      if (!told.closed) return `${told.name}: ${showValue(told.message)}`;
      return told.name === 'ChannelClosedError'
        ? told.name
        : `a ChannelClosedError whose name is ${showValue(told.name)}`;
    case 'record': {
      const members = Object.entries(told.members).map(([name, member]) => `${name}: ${tellTold(member)}`);
      return `{ ${members.join(', ')} }`;
    }
    case 'strange':
      return told.text;
    default:
      return tellThing(told);
  }
}

export function tellCommand(command: Command): string {
  return 'call' in command ? `${command.call}: ${tellAct(command)}` : tellAct(command);
}

/** Without the name of the call. */
export function tellAct(command: Command): string {
  switch (command.do) {
    case 'send':
      return `${command.channel}.send(${tellThing(command.value)}${tellSignal(command.signal)})`;
    case 'receive':
      return `${command.channel}.receive(${command.signal ?? ''})`;
    case 'select':
      return `select([${command.cases.map(tellCase).join(', ')}]${tellSignal(command.signal)})`;
    case 'iterate':
      return `for await (… of ${command.channel})`;
    case 'go-on':
      return command.how === 'next' ? 'the body ends, the next round begins' : 'break';
    case 'close':
      return `${command.channel}.close()`;
    case 'abort':
      return `${command.signal} aborts`;
    case 'together':
      return `at once: ${command.commands.map(tellCommand).join('; ')}`;
    default:
      return command satisfies never;
  }
}

function tellCase(each: Case): string {
  return 'receive' in each
    ? `{ receive: ${each.receive} }`
    : `{ send: ${each.send}, value: ${tellThing(each.value)} }`;
}

function tellSignal(signal: string | undefined): string {
  return signal === undefined ? '' : `, ${signal}`;
}
