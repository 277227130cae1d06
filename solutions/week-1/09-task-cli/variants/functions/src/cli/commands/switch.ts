import { type Command, idIn } from './command.ts';

export const done: Command = Object.freeze({
  help: 'done <id>',
  flags: [],
  run: async (given) => {
    await given.service.complete(idIn(given), given.signal);
    return '';
  },
});

export const reopen: Command = Object.freeze({
  help: 'reopen <id>',
  flags: [],
  run: async (given) => {
    await given.service.reopen(idIn(given), given.signal);
    return '';
  },
});

export const rm: Command = Object.freeze({
  help: 'rm <id>',
  flags: [],
  run: async (given) => {
    await given.service.remove(idIn(given), given.signal);
    return '';
  },
});
