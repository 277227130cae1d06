import type { JudgedLogger, LogLevel } from './seam.ts';
import { makeThrown, type Thrown } from './thrown.ts';

export interface ToldLine {
  readonly level: LogLevel;
  readonly message: unknown;
  /** What the fields of the children and of the call say together. */
  readonly fields: object;
}

/** Which methods throw from now on, and what. */
export interface LoggerRule {
  readonly methods: readonly (LogLevel | 'child')[];
  readonly what: Thrown;
  readonly message: string;
}

export interface JudgedLog {
  readonly logger: JudgedLogger;
  rule(rule: LoggerRule | null): void;
  /** The lines so far, which are forgotten then. */
  take(): ToldLine[];
}

/** Lines beyond this many are forgotten: nobody wants them in a flood. */
const mostLines = 1000;

export function judgeLogger(): JudgedLog {
  let rule: LoggerRule | null = null;
  let lines: ToldLine[] = [];
  const meet = (method: LogLevel | 'child') => {
    if (rule?.methods.includes(method) === true) throw makeThrown(rule.what, rule.message);
  };
  const create = (inherited: object): JudgedLogger => {
    const at = (level: LogLevel) => (fields: object, message: string) => {
      meet(level);
      if (lines.length < mostLines)
        lines.push({ level, message, fields: { ...inherited, ...readable(fields) } });
    };
    return {
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      child(fields) {
        meet('child');
        return create({ ...inherited, ...readable(fields) });
      },
    };
  };
  return {
    logger: create({}),
    rule(next) {
      rule = next;
    },
    take() {
      const taken = lines;
      lines = [];
      return taken;
    },
  };
}

/** An error's own members are not enumerable: JSON would say nothing of it. */
function readable(fields: object): object {
  if (fields instanceof Error) return { err: describe(fields) };
  return Object.fromEntries(
    Object.entries(fields ?? {}).map(([name, value]: [string, unknown]) => [
      name,
      value instanceof Error ? describe(value) : value,
    ]),
  );
}

function describe({ name, message }: Error): object {
  return { name, message };
}
