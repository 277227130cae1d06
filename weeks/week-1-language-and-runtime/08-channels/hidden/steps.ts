import { showValue } from 'checker/kit';
import type { Case, Command, Thing } from './driver/commands.ts';
import { tellThing } from './telling.ts';

/** The judge's side of a story: one short word for each command, and one for each end that a call may come to. */

type Value = Thing | string | number;

export function send(call: string, channel: string, value: Value, signal?: string): Command {
  return { do: 'send', call, channel, value: thing(value), signal };
}

export function receive(call: string, channel: string, signal?: string): Command {
  return { do: 'receive', call, channel, signal };
}

export function select(call: string, cases: readonly Case[], signal?: string): Command {
  return { do: 'select', call, cases, signal };
}

export function from(channel: string): Case {
  return { receive: channel };
}

export function to(channel: string, value: Value): Case {
  return { send: channel, value: thing(value) };
}

export function iterate(call: string, channel: string): Command {
  return { do: 'iterate', call, channel };
}

export function goOn(call: string, how: 'next' | 'break' = 'next'): Command {
  return { do: 'go-on', call, how };
}

export function close(channel: string): Command {
  return { do: 'close', channel };
}

export function abort(signal: string): Command {
  return { do: 'abort', signal, reason: reasonOf(signal) };
}

export function together(...commands: readonly Command[]): Command {
  return { do: 'together', commands };
}

export const sent = 'was done';
export const over = 'was told that the channel is closed';
export const refused = 'was rejected with ChannelClosedError';
export const ended = 'ended';

export function received(value: Value): string {
  return `received ${tellThing(thing(value))}`;
}

export function took(index: number, end: string): string {
  return `took case ${index}, which ${end}`;
}

export function got(value: Value): string {
  return `got ${tellThing(thing(value))}`;
}

export function abortedBy(signal: string): string {
  return `was rejected with the reason of ${signal}, ${showValue(reasonOf(signal))}`;
}

function reasonOf(signal: string): string {
  return `enough, says ${signal}`;
}

function thing(value: Value): Thing {
  return typeof value === 'object' ? value : { kind: 'plain', value };
}
