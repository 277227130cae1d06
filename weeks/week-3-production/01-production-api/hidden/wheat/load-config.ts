import { type Rule, type Rules, rulesOf } from './variables.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where wrong ways to load a config differ from this one. */
export interface ConfigHabits {
  readonly rules: Rules;
  readonly isSet: (text: string | undefined) => text is string;
  /** Which of the bad variables are told. */
  readonly told: (bad: readonly BadVariable[]) => readonly BadVariable[];
  readonly explain: (bad: BadVariable) => string;
}

export interface BadVariable extends Pick<Rule, 'expected'> {
  readonly name: string;
  readonly text: string | undefined;
}

export const usualConfig: ConfigHabits = {
  rules: rulesOf(),
  isSet: (text): text is string => text !== undefined && text !== '',
  told: (bad) => bad,
  explain: ({ name, expected }) => `${name} has to be ${expected}`,
};

class BadEnvironment extends Error {
  readonly variables: readonly string[];

  constructor(bad: readonly BadVariable[], explain: ConfigHabits['explain']) {
    super(bad.map(explain).join('; '));
    this.variables = bad.map(({ name }) => name);
  }
}

export function loadConfig(env: Environment): Readonly<Record<string, unknown>> {
  return loadBy(usualConfig, env);
}

export function loadBy(habits: ConfigHabits, env: Environment): Readonly<Record<string, unknown>> {
  const { rules, isSet, told, explain } = habits;
  const bad: BadVariable[] = [];
  const config: Record<string, unknown> = {};
  for (const [name, { expected, otherwise, read }] of Object.entries(rules)) {
    const text = env[name];
    const value = isSet(text) ? read(text) : otherwise;
    if (value === undefined) bad.push({ name, expected, text });
    else config[memberOf(name)] = value;
  }
  if (bad.length > 0) throw new BadEnvironment(told(bad), explain);
  return config;
}

/** DB_POOL_MAX is dbPoolMax. */
function memberOf(name: string): string {
  return name.toLowerCase().replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}
