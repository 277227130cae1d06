import { createReadStream } from 'node:fs';
import { InvalidTaskError, type Task, type TaskService } from '../domain/tasks.ts';

export class Wrong extends Error {}

const usage = `task add TITLE [--due YYYY-MM-DD] [--priority low|normal|high]
task list [--status open|done|all] [--json]
task show ID [--json]
task edit ID [--title TITLE] [--due YYYY-MM-DD|none] [--priority low|normal|high]
task done ID
task reopen ID
task rm ID
task import FILE|-
task export [--format json|ndjson]
task --help
task --version
with every command: --timeout MS
`;

/** Flags of each command; each takes a value unless it is named in `bare`. */
const grammar = {
  add: ['due', 'priority'],
  list: ['status', 'json'],
  show: ['json'],
  edit: ['title', 'due', 'priority'],
  done: [],
  reopen: [],
  rm: [],
  import: [],
  export: ['format'],
} as const satisfies Record<string, readonly string[]>;

type Name = keyof typeof grammar;
type Flags = Partial<Record<string, string>>;

export interface Line {
  name: Name | null;
  operands: string[];
  flags: Flags;
  timeoutMs: number;
}

export function parseLine(args: readonly string[]): Line {
  const flags: Flags = Object.create(null);
  const operands: string[] = [];
  const left = [...args];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === '--') operands.push(...left.splice(0));
    else if (word === '-' || !word.startsWith('-')) operands.push(word);
    else takeFlag(word, left, flags);
  }
  const first = operands.shift() ?? null;
  const known = Object.keys(grammar) as Name[];
  const name = known.find((candidate) => candidate === first) ?? null;
  if (first !== null && name === null) throw new Wrong(`command not known: ${first}`);
  const allowed: string[] = ['timeout', 'help', ...(name === null ? ['version'] : grammar[name])];
  const stray = Object.keys(flags).find((flag) => !allowed.includes(flag));
  if (stray !== undefined) throw new Wrong(`--${stray} does not belong here`);
  return { name, operands, flags, timeoutMs: duration(flags.timeout) };
}

function takeFlag(word: string, left: string[], flags: Flags): void {
  const equals = word.indexOf('=');
  const flag = word.slice(2, equals < 0 ? undefined : equals);
  const valued = ['due', 'priority', 'status', 'title', 'format', 'timeout'].includes(flag);
  const bare = ['json', 'help', 'version'].includes(flag);
  if (!word.startsWith('--') || !(valued || bare)) throw new Wrong(`flag not known: ${word}`);
  if (bare && equals >= 0) throw new Wrong(`--${flag} stands alone`);
  const value = bare ? 'yes' : equals >= 0 ? word.slice(equals + 1) : left.shift();
  if (value === undefined || (valued && equals < 0 && /^-./.test(value)))
    throw new Wrong(`--${flag} of what?`);
  flags[flag] = value;
}

function duration(text: string | undefined): number {
  if (text === undefined) return 0;
  if (!/^0*[1-9]\d*$/.test(text) || Number(text) >= 2 ** 31) throw new Wrong('timeout: 1..2147483647');
  return Number(text);
}

/** Does it, and gives the text for stdout. */
export async function perform(
  { name, operands, flags }: Line,
  service: TaskService,
  stdin: () => NodeJS.ReadableStream & { destroy(): unknown },
  signal: AbortSignal,
): Promise<string> {
  if (flags.help) return name === null ? usage : usageLines(name);
  if (name === null) {
    if (flags.version) return 'version 1.0.0\n';
    throw new Wrong('a command, please');
  }
  const count = name === 'list' || name === 'export' ? 0 : 1;
  if (operands.length !== count) throw new Wrong(`${name}: ${count} argument(s), not ${operands.length}`);
  const operand = operands[0] ?? '';

  switch (name) {
    case 'add': {
      const input = { title: operand, due: flags.due, priority: asPriority(flags.priority) };
      return `${(await service.add(input, signal)).id}\n`;
    }
    case 'list': {
      const status = among(['open', 'done', 'all'] as const, flags.status ?? 'open');
      const tasks = await service.list(status === 'all' ? {} : { status }, signal);
      return flags.json ? json(tasks) : tasks.map(sentence).join('');
    }
    case 'show': {
      const task = await service.get(asId(operand), signal);
      const dates = `created ${task.createdAt}${task.doneAt === null ? '' : `, done ${task.doneAt}`}\n`;
      return flags.json ? json(task) : sentence(task) + dates;
    }
    case 'edit': {
      const id = asId(operand);
      const { title, due } = flags;
      if (title === undefined && due === undefined && flags.priority === undefined)
        throw new Wrong('edit: what?');
      const priority = asPriority(flags.priority);
      await service.edit(id, { title, due: due === 'none' ? null : due, priority }, signal);
      return '';
    }
    case 'done':
      await service.complete(asId(operand), signal);
      return '';
    case 'reopen':
      await service.reopen(asId(operand), signal);
      return '';
    case 'rm':
      await service.remove(asId(operand), signal);
      return '';
    case 'import':
      return `${await importing(operand, operand === '-' ? stdin() : createReadStream(operand), service, signal)}\n`;
    case 'export': {
      const format = among(['json', 'ndjson'] as const, flags.format ?? 'ndjson');
      const tasks = await service.list({}, signal);
      return format === 'json' ? json(tasks) : tasks.map(json).join('');
    }
    default:
      return name satisfies never;
  }
}

async function importing(
  file: string,
  input: NodeJS.ReadableStream & { destroy(): unknown },
  service: TaskService,
  signal: AbortSignal,
): Promise<number> {
  let line = 0;
  async function* items() {
    let held = '';
    for await (const text of input.setEncoding('utf8')) {
      const pieces = `${held}${text}`.split('\n');
      held = pieces.pop() ?? '';
      for (const piece of pieces) {
        line += 1;
        if (piece.trim()) yield JSON.parse(piece.replace(/^\uFEFF/, ''));
      }
    }
    line += 1;
    if (held.trim()) yield JSON.parse(held.replace(/^\uFEFF/, ''));
  }
  const stop = () => void input.destroy();
  signal.addEventListener('abort', stop);
  try {
    return await service.importTasks(items(), signal);
  } catch (error) {
    if (error instanceof InvalidTaskError || error instanceof SyntaxError) {
      throw new Error(`${file}:${line}: ${error.message}`);
    }
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function sentence({ id, title, status, priority, due }: Task): string {
  return `${id} is ${status}, ${priority} priority, ${due === null ? 'due whenever' : `due ${due}`}: ${safe(title)}\n`;
}

/** Every control character as \\0oo. */
export function safe(text: string): string {
  return text.replace(/[\p{Cc}]/gu, (control) => `\\0${(control.codePointAt(0) ?? 0).toString(8)}`);
}

function json(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

function usageLines(name: Name): string {
  const lines = usage
    .split('\n')
    .filter((line) => line.startsWith(`task ${name}`) || line.startsWith('with'));
  return `${lines.join('\n')}\n`;
}

function asId(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new Wrong(`no id: ${text}`);
  return Number(text);
}

function asPriority(text: string | undefined): Task['priority'] | undefined {
  return text === undefined ? undefined : among(['low', 'normal', 'high'] as const, text);
}

function among<T extends string>(choices: readonly T[], text: string): T {
  const found = choices.find((choice) => choice === text);
  if (found === undefined) throw new Wrong(`${text}: none of ${choices.join(' ')}`);
  return found;
}
