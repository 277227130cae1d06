import type { Makefile, MakeTarget } from './make.ts';

/**
 * Reads what `make -pRrq` prints: everything that make knows after it has read a Makefile, with includes, variables and
 * functions at work. It is the only reader of Makefiles that is right about all of them. GNU make 3.81 to 4.4.
 */
export function readDatabase(database: string, file: string, text: string): Makefile {
  const goal = /^\.DEFAULT_GOAL := (.+)$/m.exec(database)?.[1] ?? null;
  const [, files = ''] = /^# Files$(.*)^# files hash-table stats:$/ms.exec(database) ?? [];
  const targets = files
    .split(/\n\n+/)
    .filter((block) => !block.includes('# Not a target:'))
    .flatMap((block) => {
      const target = readTarget(block.trim().split('\n'), text);
      return target === null ? [] : [target];
    });
  return {
    file,
    targets,
    target: (name) => targets.find((each) => each.name === name) ?? null,
    defaultGoal: goal,
    place: ({ line }, told) => ({ file, line, text: told }),
  };
}

function readTarget([rule = '', ...details]: readonly string[], text: string): MakeTarget | null {
  const [, name, after = ''] = /^(?!#)(.+?)::?(?:\s(.*))?$/.exec(rule) ?? [];
  // .PHONY and the like.
  if (name === undefined || /^\.[A-Z_]+$/.test(name)) return null;
  const [prerequisites = '', orderOnly = ''] = after.split(/(?:^|\s)\|(?:\s|$)/);
  const from = details.find((line) => /^# {2}(recipe|commands) to execute/.test(line));
  return {
    name,
    phony: details.some((line) => line.startsWith('#  Phony target')),
    prerequisites: wordsOf(prerequisites),
    orderOnly: wordsOf(orderOnly),
    recipe: details.filter((line) => line.startsWith('\t')).map((line) => line.slice(1)),
    line: ruleLine(name, text) ?? Number(/line (\d+)\)/.exec(from ?? '')?.[1] ?? 1),
  };
}

/** Where a rule names it in so many letters. */
function ruleLine(name: string, text: string): number | null {
  const found = text
    .split('\n')
    .findIndex((line) => new RegExp(`^${RegExp.escape(name)}\\s*::?(?!=)`).test(line));
  return found === -1 ? null : found + 1;
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
