import { showValue } from 'checker/kit';
import type { Command, Noted, Plan, Thing, Told } from './driver/commands.ts';

/** Commands and what they led to, in words that a learner can read. */

export function tellTold(told: Told): string {
  switch (told.kind) {
    case 'plain':
      return JSON.stringify(told.value);
    case 'undefined':
      return 'undefined';
    case 'marked':
      return `“${told.mark}”`;
    case 'error':
      return `${told.class ?? told.name}${tellFigures(told)}: ${showValue(told.message)}`;
    case 'strange':
      return `another ${told.text}`;
    default:
      return told satisfies never;
  }
}

export function tellNoted(noted: Noted): { readonly lane: string; readonly event: string } {
  switch (noted.kind) {
    case 'called':
      return { lane: noted.call, event: 'its function is called' };
    case 'returned':
      return {
        lane: noted.call,
        event: noted.promise ? 'execute returns a promise' : 'execute returns no promise',
      };
    case 'escaped':
      return { lane: noted.call, event: `execute throws ${tellTold(noted.error)}` };
    case 'settled':
      return { lane: noted.call, event: `${tellHow(noted.how)} ${tellTold(noted.with)}` };
    case 'aborted':
      return { lane: noted.call, event: `its function’s signal aborts with ${tellTold(noted.reason)}` };
    case 'heard': {
      const { from, to, at, reason } = noted.change;
      return { lane: noted.listener, event: `hears ${from} → ${to} at ${at}, ${reason}` };
    }
    case 'asked':
      return { lane: 'isFailure', event: `is asked about ${tellTold(noted.error)}` };
    case 'unhandled':
      return { lane: 'process', event: `has an unhandled rejection: ${tellTold(noted.error)}` };
    case 'kept':
      return { lane: 'judge', event: 'reads the earlier stats again' };
    default:
      return noted satisfies never;
  }
}

export function tellCommand(command: Command): string {
  switch (command.do) {
    case 'execute': {
      const signal = command.signal === undefined ? '' : `, under the caller’s signal ${command.signal}`;
      return `${command.call}: execute, with a function that ${tellPlan(command.plan)}${signal}`;
    }
    case 'settle':
      return `${command.call}: its function ${command.how}s with ${tellThing(command.with)}`;
    case 'abort':
      return `the caller’s signal ${command.signal} aborts with ${tellThing(command.reason)}`;
    case 'advance':
      return `the clock moves on by ${command.ms} ms`;
    case 'subscribe':
      return command.again === undefined
        ? `${command.listener} is registered`
        : `the function of ${command.again} is registered again`;
    case 'unsubscribe':
      return `${command.listener} is disposed of`;
    case 'together':
      return `at once: ${command.commands.map(tellCommand).join('; ')}`;
    case 'keep-stats':
      return 'reads stats and keeps the object';
    case 'reread-stats':
      return 'looks at the object again';
    case 'nothing':
      return 'looks';
    default:
      return command satisfies never;
  }
}

function tellPlan(plan: Plan): string {
  switch (plan.kind) {
    case 'waits':
      return plan.onAbort === 'rejects' ? 'waits, and rejects when its signal aborts' : 'waits';
    case 'returns':
      return `returns ${tellThing(plan.value)}`;
    case 'thenable':
      return `returns a thenable of ${tellThing(plan.value)}`;
    case 'throws':
      return `throws ${tellThing(plan.error)}`;
    default:
      return plan satisfies never;
  }
}

export function tellThing(thing: Thing): string {
  switch (thing.kind) {
    case 'plain':
      return JSON.stringify(thing.value);
    case 'undefined':
      return 'undefined';
    case 'object':
      return `the object “${thing.mark}”`;
    case 'error':
      return `the error “${thing.mark}”${thing.name === undefined ? '' : ` (${thing.name})`}`;
    case 'error-of':
      return `the error that ${thing.call} was rejected with`;
    default:
      return thing satisfies never;
  }
}

function tellHow(how: 'resolved' | 'rejected'): string {
  return how === 'resolved' ? 'resolves with' : 'rejects with';
}

function tellFigures({ retryAfterMs, timeoutMs }: Extract<Told, { kind: 'error' }>): string {
  if (retryAfterMs !== null) return ` (retryAfterMs ${retryAfterMs})`;
  return timeoutMs === null ? '' : ` (timeoutMs ${timeoutMs})`;
}
