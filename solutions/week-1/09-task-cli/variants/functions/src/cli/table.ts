import { add } from './commands/add.ts';
import type { Command } from './commands/command.ts';
import { edit } from './commands/edit.ts';
import { importing } from './commands/importing.ts';
import { exporting, list, show } from './commands/look.ts';
import { done, reopen, rm } from './commands/switch.ts';

export const commandOf = (name: string): Command | undefined => {
  switch (name) {
    case 'add':
      return add;
    case 'list':
      return list;
    case 'show':
      return show;
    case 'edit':
      return edit;
    case 'done':
      return done;
    case 'reopen':
      return reopen;
    case 'rm':
      return rm;
    case 'import':
      return importing;
    case 'export':
      return exporting;
    default:
      return undefined;
  }
};

export const allHelp = (): string =>
  [add, list, show, edit, done, reopen, rm, importing, exporting]
    .map(({ help }) => `  task ${help}\n`)
    .join('');
