import { broken, expectThat, type ModuleHost, showValue } from 'checker/kit';
import type { Environment, Loaded } from './driver/configs.ts';

export type { Environment, Loaded };

export const urls = {
  DATABASE_URL: 'postgres://tasks:hunter2@127.0.0.1:5432/tasks',
  REDIS_URL: 'redis://127.0.0.1:6379',
} as const;

/** Asks the learner's `loadConfig` about environments. */
export async function openConfigs(module: ModuleHost): Promise<(env: Environment) => Promise<Loaded>> {
  const link = await module.open();
  return async (env) => {
    const outcome = await link.call('config.load', { environments: [env] }, { transcript: false });
    if (outcome.ok === true) return (outcome.value as readonly [Loaded])[0];
    return broken({
      expected: `\`loadConfig(${tellEnv(env)})\` to return a config or to throw`,
      saw: outcome.ok === null ? 'it did neither' : `${outcome.error.name}: ${outcome.error.message}`,
      look: 'Is `loadConfig` exported by `src/index.ts`, and does it end the process instead of throwing?',
    });
  };
}

/** The members of what `loadConfig` returned. */
export function configIn(loaded: Loaded, env: Environment, look: string): Readonly<Record<string, unknown>> {
  expectThat(loaded.kind === 'config', {
    expected: `\`loadConfig(${tellEnv(env)})\` to return a config`,
    saw: tellLoaded(loaded),
    look,
  });
  const { config } = loaded;
  expectThat(typeof config === 'object' && config !== null, {
    expected: `\`loadConfig(${tellEnv(env)})\` to return an object`,
    saw: showValue(config),
    look,
  });
  return config as Readonly<Record<string, unknown>>;
}

/** An error that names exactly these variables, in its message too. */
export function expectRefuses(
  loaded: Loaded,
  env: Environment,
  names: readonly string[],
  look: string,
): void {
  const what = `\`loadConfig(${tellEnv(env)})\``;
  expectThat(loaded.kind === 'error', {
    expected: `${what} to throw, with ${names.join(', ')} in its \`variables\``,
    saw: tellLoaded(loaded),
    look,
  });
  const { variables, message } = loaded;
  const listed = Array.isArray(variables) ? variables.map(String).sort() : null;
  expectThat(listed !== null && showValue(listed) === showValue([...names].sort()), {
    expected: `the error of ${what} to have the member \`variables\`: ${showValue([...names].sort())}, each once, and no others`,
    saw:
      listed === null ? `${showValue(variables)}, and the message ${showValue(message)}` : showValue(listed),
    look,
  });
  const unsaid = names.find((name) => !String(message).includes(name));
  expectThat(unsaid === undefined, {
    expected: `the message of the error of ${what} to have every name in it`,
    saw: `${showValue(message)}, without ${unsaid}`,
    look,
  });
}

export function tellEnv(env: Environment): string {
  const { DATABASE_URL, REDIS_URL, ...others } = env;
  const both = DATABASE_URL === urls.DATABASE_URL && REDIS_URL === urls.REDIS_URL;
  const parts = Object.entries(both ? others : env).map(([name, value]) => `${name}: ${showValue(value)}`);
  return `{ ${[...(both ? ['both URLs'] : []), ...parts].join(', ')} }`;
}

function tellLoaded(loaded: Loaded): string {
  return loaded.kind === 'config'
    ? `it returned ${showValue(loaded.config)}`
    : `it threw ${showValue(loaded.message)}`;
}
