import { createReadStream } from 'node:fs';
import { InvalidTaskError } from '../domain/errors.ts';
import { Rules } from '../domain/rules.ts';
import type { TaskService } from '../domain/task-service.ts';
import { Arguments, BadUsage } from './arguments.ts';
import { LineReader } from './line-reader.ts';
import { Screen } from './screen.ts';

export class Deadline extends Error {}

export interface Outside {
  readonly stdin: AsyncIterable<Buffer> & { destroy(): unknown };
  out(text: string): void;
  err(text: string): void;
}

/** The program: one command line in, one exit code out. */
export class Application {
  readonly #service: TaskService;
  readonly #outside: Outside;
  readonly #controller: AbortController;
  readonly #rules = new Rules();
  readonly #screen = new Screen();

  constructor(service: TaskService, outside: Outside, controller: AbortController) {
    this.#service = service;
    this.#outside = outside;
    this.#controller = controller;
  }

  async run(argv: readonly string[]): Promise<number> {
    try {
      const args = new Arguments(argv);
      const timeout = args.timeout();
      if (timeout !== null) {
        setTimeout(
          () => this.#controller.abort(new Deadline()),
          Math.max(1, timeout - performance.now()),
        ).unref();
      }
      this.#outside.out(await this.#dispatch(args));
      return 0;
    } catch (error) {
      return this.#explain(error);
    }
  }

  #explain(error: unknown): number {
    const { aborted, reason } = this.#controller.signal;
    if (aborted) {
      const late = reason instanceof Deadline;
      this.#outside.err(late ? 'task: deadline exceeded\n' : 'task: interrupted\n');
      return late ? 124 : 130;
    }
    const message = error instanceof Error ? error.message : String(error);
    this.#outside.err(`task: ${this.#screen.escape(message)}\n`);
    return error instanceof BadUsage || error instanceof InvalidTaskError ? 2 : 1;
  }

  #dispatch(args: Arguments): Promise<string> | string {
    switch (args.command) {
      case undefined:
        if (args.has('help')) return this.#screen.help();
        if (args.has('version')) return 'task 1.0.0\n';
        throw new BadUsage('say what to do; task --help lists the commands');
      case 'add':
      case 'list':
      case 'show':
      case 'edit':
      case 'done':
      case 'reopen':
      case 'rm':
      case 'import':
      case 'export':
        return args.has('help') ? this.#screen.helpFor(args.command) : this[args.command](args);
      default:
        throw new BadUsage(`unknown command ${args.command}`);
    }
  }

  async add(args: Arguments): Promise<string> {
    args.allow('due', 'priority');
    const title = args.only('title');
    const priority = this.#rules.priority(args.text('priority') ?? 'normal');
    const task = await this.#service.add({ title, priority, due: args.text('due') }, this.#signal);
    return `${task.id}\n`;
  }

  async list(args: Arguments): Promise<string> {
    args.allow('status', 'json');
    args.nothing();
    const wanted = args.text('status') ?? 'open';
    if (wanted !== 'open' && wanted !== 'done' && wanted !== 'all')
      throw new BadUsage(`unknown status ${wanted}`);
    const tasks = await this.#service.list(wanted === 'all' ? {} : { status: wanted }, this.#signal);
    return args.has('json') ? this.#screen.json(tasks) : this.#screen.rows(tasks);
  }

  async show(args: Arguments): Promise<string> {
    args.allow('json');
    const task = await this.#service.get(args.id(), this.#signal);
    return args.has('json') ? this.#screen.json(task) : this.#screen.card(task);
  }

  async edit(args: Arguments): Promise<string> {
    args.allow('title', 'due', 'priority');
    const id = args.id();
    if (!args.has('title') && !args.has('due') && !args.has('priority')) throw new BadUsage('edit what?');
    const due = args.text('due');
    const priority = args.text('priority');
    const patch = {
      title: args.text('title'),
      due: due === 'none' ? null : due,
      priority: priority === undefined ? undefined : this.#rules.priority(priority),
    };
    await this.#service.edit(id, patch, this.#signal);
    return '';
  }

  async done(args: Arguments): Promise<string> {
    args.allow();
    await this.#service.complete(args.id(), this.#signal);
    return '';
  }

  async reopen(args: Arguments): Promise<string> {
    args.allow();
    await this.#service.reopen(args.id(), this.#signal);
    return '';
  }

  async rm(args: Arguments): Promise<string> {
    args.allow();
    await this.#service.remove(args.id(), this.#signal);
    return '';
  }

  async import(args: Arguments): Promise<string> {
    args.allow();
    const name = args.only('file');
    const input = name === '-' ? this.#outside.stdin : createReadStream(name);
    this.#signal.addEventListener('abort', () => input.destroy(), { once: true });
    const reader = new LineReader(input);
    try {
      return `${await this.#service.importTasks(reader.values(), this.#signal)}\n`;
    } catch (error) {
      if (error instanceof InvalidTaskError || error instanceof SyntaxError) {
        throw new Error(`${name}:${reader.line}: ${error.message}`, { cause: error });
      }
      throw error;
    }
  }

  async export(args: Arguments): Promise<string> {
    args.allow('format');
    args.nothing();
    const format = args.text('format') ?? 'ndjson';
    if (format !== 'json' && format !== 'ndjson') throw new BadUsage(`unknown format ${format}`);
    const tasks = await this.#service.list({}, this.#signal);
    return format === 'json'
      ? this.#screen.json(tasks)
      : tasks.map((task) => this.#screen.json(task)).join('');
  }

  get #signal(): AbortSignal {
    return this.#controller.signal;
  }
}
