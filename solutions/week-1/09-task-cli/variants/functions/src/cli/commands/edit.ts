import { checkPriority } from '../../domain/check.ts';
import { Misuse } from '../words.ts';
import { type Command, idIn } from './command.ts';

export const edit: Command = Object.freeze({
  help: 'edit <id> [--title <title>] [--due <date|none>] [--priority <low|normal|high>]',
  flags: ['title', 'due', 'priority'],
  run: async (given) => {
    const id = idIn(given);
    const [title, due, priority] = ['title', 'due', 'priority'].map((flag) => given.flags.get(flag));
    if (title === undefined && due === undefined && priority === undefined)
      throw new Misuse('nothing to edit');
    const patch = {
      title,
      due: due === 'none' ? null : due,
      priority: priority === undefined ? undefined : checkPriority(priority),
    };
    await given.service.edit(id, patch, given.signal);
    return '';
  },
});
