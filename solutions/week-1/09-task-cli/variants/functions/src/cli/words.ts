export class Misuse extends Error {}

export type Words = Readonly<{
  flags: ReadonlyMap<string, string>;
  rest: readonly string[];
}>;

/** Flags anywhere, `--k v` or `--k=v`, up to `--`. A switch has the value `''`. */
export const readWords = (args: readonly string[]): Words => {
  const flags = new Map<string, string>();
  const rest: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (word === '--') {
      rest.push(...args.slice(at + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      rest.push(word);
      continue;
    }
    const [, name = '', joined] = /^--([a-z]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (isSwitch(name)) {
      if (joined !== undefined) throw new Misuse(`--${name} has no value`);
      flags.set(name, '');
    } else if (takesValue(name)) {
      if (joined === undefined) at += 1;
      const value = joined ?? args[at];
      if (value === undefined || (joined === undefined && value.length > 1 && value.startsWith('-'))) {
        throw new Misuse(`--${name} needs a value`);
      }
      flags.set(name, value);
    } else {
      throw new Misuse(`what is ${word}?`);
    }
  }
  return { flags, rest };
};

const isSwitch = (name: string): boolean => ['json', 'help', 'version'].includes(name);
const takesValue = (name: string): boolean =>
  ['title', 'due', 'priority', 'status', 'format', 'timeout'].includes(name);
