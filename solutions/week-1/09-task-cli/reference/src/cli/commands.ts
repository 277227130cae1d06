import type { Readable } from 'node:stream';
import type { TaskService } from '../domain/service.ts';
import { parsePriority, statuses } from '../domain/task.ts';
import { toDetails, toNdjson, toTable } from './format.ts';
import { importFrom } from './import-from.ts';
import { UsageError } from './usage-error.ts';

export interface Command {
  readonly summary: string;
  /** What stands after the command's name, for the help. */
  readonly usage: string;
  readonly flags: readonly (keyof Flags)[];
  /** The one positional argument, where there is one. */
  readonly argument: string | null;
  /** Resolves to what goes to stdout. */
  run(call: Call): Promise<string>;
}

export interface Call {
  readonly flags: Flags;
  /** Empty for a command without one. */
  readonly argument: string;
  readonly service: TaskService;
  readonly stdin: Readable;
  readonly signal: AbortSignal;
}

export interface Flags {
  readonly title?: string | undefined;
  readonly due?: string | undefined;
  readonly priority?: string | undefined;
  readonly status?: string | undefined;
  readonly format?: string | undefined;
  readonly json?: boolean | undefined;
}

export type CommandName = keyof typeof commands;

export const commands = Object.freeze({
  add: {
    summary: 'add a task and print its id',
    usage: '<title> [--due YYYY-MM-DD] [--priority low|normal|high]',
    flags: ['due', 'priority'],
    argument: 'title',
    async run({ argument, flags: { due, priority = 'normal' }, service, signal }) {
      const { id } = await service.add({ title: argument, due, priority: parsePriority(priority) }, signal);
      return `${id}\n`;
    },
  },
  list: {
    summary: 'list the open tasks',
    usage: '[--status open|done|all] [--json]',
    flags: ['status', 'json'],
    argument: null,
    async run({ flags: { status = 'open', json = false }, service, signal }) {
      const choice = oneOf('status', status, [...statuses, 'all'] as const);
      const tasks = await service.list(choice === 'all' ? {} : { status: choice }, signal);
      return json ? `${JSON.stringify(tasks)}\n` : toTable(tasks);
    },
  },
  show: {
    summary: 'show everything about one task',
    usage: '<id> [--json]',
    flags: ['json'],
    argument: 'id',
    async run({ argument, flags: { json = false }, service, signal }) {
      const task = await service.get(parseId(argument), signal);
      return json ? `${JSON.stringify(task)}\n` : toDetails(task);
    },
  },
  edit: {
    summary: 'change a task',
    usage: '<id> [--title T] [--due YYYY-MM-DD|none] [--priority low|normal|high]',
    flags: ['title', 'due', 'priority'],
    argument: 'id',
    async run({ argument, flags: { title, due, priority }, service, signal }) {
      const id = parseId(argument);
      const patch = {
        title,
        due: due === 'none' ? null : due,
        priority: priority === undefined ? undefined : parsePriority(priority),
      };
      if (Object.values(patch).every((value) => value === undefined))
        throw new UsageError('edit changes nothing without --title, --due or --priority');
      await service.edit(id, patch, signal);
      return '';
    },
  },
  done: {
    summary: 'mark a task as done',
    usage: '<id>',
    flags: [],
    argument: 'id',
    async run({ argument, service, signal }) {
      await service.complete(parseId(argument), signal);
      return '';
    },
  },
  reopen: {
    summary: 'mark a task as open again',
    usage: '<id>',
    flags: [],
    argument: 'id',
    async run({ argument, service, signal }) {
      await service.reopen(parseId(argument), signal);
      return '';
    },
  },
  rm: {
    summary: 'remove a task',
    usage: '<id>',
    flags: [],
    argument: 'id',
    async run({ argument, service, signal }) {
      await service.remove(parseId(argument), signal);
      return '';
    },
  },
  import: {
    summary: 'add all tasks of an NDJSON file (- for stdin) and print how many',
    usage: '<file|->',
    flags: [],
    argument: 'file',
    async run({ argument, service, stdin, signal }) {
      return `${await importFrom(argument, stdin, service, signal)}\n`;
    },
  },
  export: {
    summary: 'print all tasks as NDJSON or as a JSON array',
    usage: '[--format json|ndjson]',
    flags: ['format'],
    argument: null,
    async run({ flags: { format = 'ndjson' }, service, signal }) {
      const choice = oneOf('format', format, ['json', 'ndjson'] as const);
      const tasks = await service.list({}, signal);
      return choice === 'json' ? `${JSON.stringify(tasks)}\n` : toNdjson(tasks);
    },
  },
} as const satisfies Record<string, Command>);

function parseId(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text))
    throw new UsageError(`an id is a whole number from 1 on; got ${JSON.stringify(text)}`);
  return Number(text);
}

function oneOf<T extends string>(flag: string, value: string, choices: readonly T[]): T {
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined)
    throw new UsageError(`--${flag} is one of ${choices.join(', ')}; got ${JSON.stringify(value)}`);
  return choice;
}
