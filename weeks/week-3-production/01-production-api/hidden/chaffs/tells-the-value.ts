import { type Environment, loadBy, usualConfig } from '../wheat/load-config.ts';

export * from '../wheat/index.ts';

export function loadConfig(env: Environment) {
  return loadBy(
    {
      ...usualConfig,
      explain: ({ name, expected, text }) => `${name} has to be ${expected}, and not ${text}`,
    },
    env,
  );
}
