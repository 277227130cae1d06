import { checkPriority } from '../../domain/check.ts';
import { type Command, oneIn } from './command.ts';

export const add: Command = Object.freeze({
  help: 'add <title> [--due <date>] [--priority <low|normal|high>]',
  flags: ['due', 'priority'],
  run: async (given) => {
    const title = oneIn(given, 'title');
    const priority = checkPriority(given.flags.get('priority') ?? 'normal');
    return `${(await given.service.add({ title, priority, due: given.flags.get('due') }, given.signal)).id}\n`;
  },
});
