import type { Status, Task } from '../../domain/types.ts';
import { plain } from '../plain.ts';
import { Misuse } from '../words.ts';
import { type Command, idIn, noneIn } from './command.ts';

export const list: Command = Object.freeze({
  help: 'list [--status <open|done|all>] [--json]',
  flags: ['status', 'json'],
  run: async (given) => {
    noneIn(given);
    const filter = filterOf(given.flags.get('status') ?? 'open');
    const tasks = await given.service.list(filter, given.signal);
    if (given.flags.has('json')) return `${JSON.stringify(tasks)}\n`;
    return tasks.map((task) => `${line(task)}\n`).join('');
  },
});

export const show: Command = Object.freeze({
  help: 'show <id> [--json]',
  flags: ['json'],
  run: async (given) => {
    const task = await given.service.get(idIn(given), given.signal);
    if (given.flags.has('json')) return `${JSON.stringify(task)}\n`;
    const fields = Object.entries(task).filter(([, value]) => value !== null);
    return fields.map(([name, value]) => `${name} = ${plain(String(value))}\n`).join('');
  },
});

export const exporting: Command = Object.freeze({
  help: 'export [--format <json|ndjson>]',
  flags: ['format'],
  run: async (given) => {
    noneIn(given);
    const format = given.flags.get('format') ?? 'ndjson';
    if (format !== 'ndjson' && format !== 'json') throw new Misuse(`cannot export as "${format}"`);
    const tasks = await given.service.list({}, given.signal);
    return format === 'json'
      ? `${JSON.stringify(tasks)}\n`
      : tasks.map((task) => `${JSON.stringify(task)}\n`).join('');
  },
});

const filterOf = (status: string): { status?: Status } => {
  if (status === 'open' || status === 'done') return { status };
  if (status === 'all') return {};
  throw new Misuse(`there is no status "${status}"`);
};

const line = ({ id, title, status, priority, due }: Task): string =>
  `${status === 'done' ? '[x]' : '[ ]'} ${id} "${plain(title)}" ${priority} ${status}${due === null ? '' : ` until ${due}`}`;
