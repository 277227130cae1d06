import { getEventListeners } from 'node:events';
import type { Command, Noted, Seen } from './commands.ts';
import { createReaderEnd, createWriterEnd, type End } from './ends.ts';
import type { Seam } from './seam.ts';
import { makeShape, type Shape } from './shapes.ts';
import { createThings } from './things.ts';

export interface Stage {
  /** Plays the commands one by one; after each, promises settle until nothing more can happen by itself. */
  play(seam: Seam, commands: readonly Command[]): Promise<readonly Seen[]>;
  unhandled(error: unknown): void;
}

/** Taken before the learner's module is loaded. */
const nextTurn = setImmediate;

export function createStage(): Stage {
  const things = createThings();
  let log: Noted[] = [];
  const note = (noted: Noted) => void log.push(noted);
  const ends = new Map<string, End>();
  /** Readers and writers as the module sees them, its own among them. */
  const objects = new Map<string, object>();
  const controllers = new Map<string, AbortController>();

  function controller(name: string): AbortController {
    const known = controllers.get(name) ?? new AbortController();
    controllers.set(name, known);
    return known;
  }

  function add(name: string, member: string, end: End, shape: Shape): void {
    ends.set(name, end);
    const looked = (other: string) => note({ kind: 'looked', of: name, member: other });
    objects.set(
      name,
      makeShape(shape, member, (argument) => end.act(argument), looked),
    );
  }

  function object(name: string): object {
    const found = objects.get(name);
    if (found === undefined) throw new Error(`the judge has made no ${name}`);
    return found;
  }

  function watch(of: string, call: () => unknown): void {
    let result: unknown;
    try {
      result = call();
    } catch (error) {
      note({ kind: 'settled', of, how: 'threw', with: things.tell(error) });
      return;
    }
    if (!(result instanceof Promise)) {
      note({ kind: 'settled', of, how: 'returned', with: things.tell(result) });
      return;
    }
    result.then(
      (value) => note({ kind: 'settled', of, how: 'resolved', with: things.tell(value) }),
      (error) => note({ kind: 'settled', of, how: 'rejected', with: things.tell(error) }),
    );
  }

  /** A reader that the module makes. Only what it throws is noted. */
  function derive(name: string, make: () => object): void {
    try {
      objects.set(name, make());
    } catch (error) {
      note({ kind: 'settled', of: name, how: 'threw', with: things.tell(error) });
    }
  }

  function perform(seam: Seam, command: Command): void {
    const signalOf = (name: string | undefined) => (name === undefined ? [] : [controller(name).signal]);
    switch (command.do) {
      case 'reader':
        add(command.name, 'read', createReaderEnd(command.name, note), command.shape ?? 'plain');
        break;
      case 'writer': {
        const end = createWriterEnd(command.name, command.waits === true, things.tell, note);
        add(command.name, 'write', end, command.shape ?? 'plain');
        break;
      }
      case 'tee':
        derive(command.name, () => seam.tee(object(command.reader), object(command.writer)));
        break;
      case 'limit':
        derive(command.name, () => seam.limit(object(command.reader), Number(command.bytes)));
        break;
      case 'copy':
        watch(command.call, () =>
          seam.copy(object(command.reader), object(command.writer), ...signalOf(command.signal)),
        );
        break;
      case 'read':
        watch(command.call, () => (object(command.reader) as { read(): unknown }).read());
        break;
      case 'save':
        watch(command.call, () => save(seam, command));
        break;
      case 'id':
        watch(command.call, () => (command.of === 'user' ? seam.userId : seam.orderId)(command.text));
        break;
      case 'give':
        ends.get(command.reader)?.settle('resolve', command.piece === null ? null : { text: command.piece });
        break;
      case 'take':
        ends.get(command.writer)?.settle('resolve', undefined);
        break;
      case 'fail': {
        const error = things.make(command.error);
        if (command.throws === true) ends.get(command.of)?.throwNext(error);
        else ends.get(command.of)?.settle('reject', error);
        break;
      }
      case 'abort':
        controller(command.signal).abort(things.make(command.reason));
        break;
      case 'together':
        for (const each of command.commands) perform(seam, each);
        break;
      default:
        command satisfies never;
    }
  }

  function save(seam: Seam, command: Extract<Command, { do: 'save' }>): unknown {
    const { shape = 'plain', user, order, reader, writer, signal } = command;
    const create = (path: unknown) => {
      note({ kind: 'created', path: things.tell(path) });
      return Promise.resolve(object(writer));
    };
    const looked = (member: string) => note({ kind: 'looked', of: 'files', member });
    const files = makeShape(shape, 'create', create, looked);
    const given = signal === undefined ? [] : [controller(signal).signal];
    return seam.saveReceipt(files, seam.userId(user), seam.orderId(order), object(reader), ...given);
  }

  function listeners(): Record<string, number> {
    const counts = [...controllers].map(
      ([name, { signal }]) => [name, getEventListeners(signal, 'abort').length] as const,
    );
    return Object.fromEntries(counts);
  }

  return {
    async play(seam, commands) {
      const seen: Seen[] = [];
      for (const command of commands) {
        perform(seam, command);
        await settled();
        seen.push({ noted: log, listeners: listeners() });
        log = [];
      }
      return seen;
    },
    unhandled: (error) => note({ kind: 'unhandled', error: things.tell(error) }),
  };
}

/** Promises settle between two turns of the event loop, however many there are in a chain. */
async function settled(): Promise<void> {
  await new Promise((resolve) => nextTurn(resolve));
  await new Promise((resolve) => nextTurn(resolve));
}
