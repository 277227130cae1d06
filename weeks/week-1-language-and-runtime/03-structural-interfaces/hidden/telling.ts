import type { Command, Noted, Thing, Told } from './driver/commands.ts';
import type { Shape } from './driver/shapes.ts';

/** The driver's words in those of the page. */

export function tellCommand(command: Command): string {
  switch (command.do) {
    case 'reader':
    case 'writer':
      return `made ${command.name}, ${shapes[command.shape ?? 'plain']}`;
    case 'tee':
      return `${command.name} = tee(${command.reader}, ${command.writer})`;
    case 'limit':
      return `${command.name} = limit(${command.reader}, ${command.bytes})`;
    case 'copy':
      return `called copy(${[command.reader, command.writer, command.signal].filter(Boolean).join(', ')})`;
    case 'read':
      return `called ${command.reader}.read()`;
    case 'save':
      return `called saveReceipt(files, userId('${command.user}'), orderId('${command.order}'), ${[command.reader, command.signal].filter(Boolean).join(', ')})`;
    case 'id':
      return `called ${command.of}Id(${JSON.stringify(command.text)})`;
    case 'give':
      return command.piece === null
        ? `${command.reader} is at its end`
        : `${command.reader} gives ${quote(command.piece)}`;
    case 'take':
      return `${command.writer} takes it`;
    case 'fail':
      return command.throws === true
        ? `${command.of} will throw ${tellThing(command.error)}`
        : `${command.of} rejects with ${tellThing(command.error)}`;
    case 'abort':
      return `aborts ${command.signal} with ${tellThing(command.reason)}`;
    case 'together':
      return command.commands.map(tellCommand).join(' and at once ');
    default:
      return command satisfies never;
  }
}

/** How an object has its one member. */
export const shapes: Readonly<Record<Shape, string>> = {
  plain: 'an object literal',
  class: 'an instance of a class with a private member',
  getter: 'an instance of a class with a getter',
  inherited: 'an object that inherits its member',
  frozen: 'a frozen instance of a class',
  changing: 'an object that exchanges its member at each call',
  callable: 'a function with a member',
  watched: 'an object that tells what is looked at',
};

export function tellNoted(noted: Noted): { readonly lane: string; readonly event: string } {
  switch (noted.kind) {
    case 'asked':
      return {
        lane: noted.of,
        event: noted.early ? 'asked for a piece, before the last has come' : 'asked for a piece',
      };
    case 'handed':
      return {
        lane: noted.of,
        event: `handed ${tellTold(noted.bytes)}${noted.early ? ', before it has taken the last' : ''}`,
      };
    case 'created':
      return { lane: 'files', event: `create(${tellTold(noted.path)})` };
    case 'looked':
      return { lane: noted.of, event: `\`${noted.member}\` was looked at` };
    case 'settled':
      return { lane: noted.of, event: tellSettled(noted) };
    case 'unhandled':
      return { lane: 'process', event: `unhandled rejection: ${tellTold(noted.error)}` };
    default:
      return noted satisfies never;
  }
}

export function tellSettled({ of, how, with: told }: Extract<Noted, { kind: 'settled' }>): string {
  switch (how) {
    case 'resolved':
      return `resolved with ${tellTold(told)}`;
    case 'rejected':
      return `rejected with ${tellTold(told)}`;
    case 'threw':
      return `threw ${tellTold(told)}`;
    case 'returned':
      return `returned ${tellTold(told)}${of === 'id' ? '' : ', and no promise'}`;
    default:
      return how satisfies never;
  }
}

export function tellTold(told: Told): string {
  switch (told.kind) {
    case 'null':
    case 'undefined':
      return told.kind;
    case 'bytes':
      return `the bytes ${quote(told.text)}`;
    case 'number':
      return String(told.value);
    case 'text':
      return `the text ${quote(told.text)}`;
    case 'marked':
      return `the error “${told.mark}”`;
    case 'error':
      return `${told.name}: ${told.message}`;
    case 'strange':
      return told.text;
    default:
      return told satisfies never;
  }
}

export function tellThing(thing: Thing): string {
  if ('text' in thing) return tellTold({ kind: 'text', text: thing.text });
  return 'error' in thing ? tellTold({ kind: 'marked', mark: thing.error }) : tellTold({ kind: 'undefined' });
}

function quote(text: string): string {
  return JSON.stringify(text.length <= 60 ? text : `${text.slice(0, 60)}…`);
}
