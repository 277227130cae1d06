import { resolve } from 'node:path';
import type { Context, Environment, GlobalOptions, Output, Surroundings } from './context.ts';

/** Settles what the flags, the environment and the terminal say together. Flags win over variables, those over the terminal. */
export function makeContext(surroundings: Surroundings, options: GlobalOptions): Context {
  const { repository, ...rest } = surroundings;
  const { cwd, env, stdin, stdout, stderr } = rest;
  return {
    ...rest,
    root: resolve(cwd, options.root ?? nonEmpty(env.CHECKER_ROOT) ?? repository),
    interactive: stdin.isTTY === true && stderr.isTTY === true && nonEmpty(env.CI) === undefined,
    color: options.color ?? wantsColor(env, stdout),
    unicode: showsUnicode(env),
    plain: options.plain ?? (nonEmpty(env.CHECKER_PLAIN) !== undefined || env.TERM === 'dumb'),
    columns: countColumns(env, stdout, stderr),
  };
}

/** FORCE_COLOR wins over NO_COLOR, as in Node itself. */
function wantsColor(env: Environment, stdout: Output): boolean {
  const forced = env.FORCE_COLOR;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if (nonEmpty(env.NO_COLOR) !== undefined || env.TERM === 'dumb') return false;
  return stdout.isTTY === true;
}

/** An unset locale counts as able: containers often have none, and their output is read elsewhere. */
function showsUnicode(env: Environment): boolean {
  if (env.TERM === 'linux') return false;
  const locale = nonEmpty(env.LC_ALL) ?? nonEmpty(env.LC_CTYPE) ?? nonEmpty(env.LANG);
  return locale === undefined || /utf-?8/i.test(locale) || /^C$/.test(locale);
}

/** What goes through a pipe, as into `less`, mostly ends on the terminal that standard error is on. */
function countColumns(env: Environment, stdout: Output, stderr: Output): number {
  const told = Number(nonEmpty(env.COLUMNS) ?? 0);
  // A terminal that does not know its size says 0.
  const columns = stdout.columns || (Number.isInteger(told) && told) || stderr.columns || 80;
  return Math.min(Math.max(columns, 20), 200);
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
