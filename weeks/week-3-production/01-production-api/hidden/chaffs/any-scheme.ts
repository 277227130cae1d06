import { type Environment, loadBy, usualConfig } from '../wheat/load-config.ts';

export * from '../wheat/index.ts';

export function loadConfig(env: Environment) {
  return loadBy(
    {
      ...usualConfig,
      rules: {
        ...usualConfig.rules,
        DATABASE_URL: { expected: 'a URL', read: (text) => (URL.canParse(text) ? text : undefined) },
      },
    },
    env,
  );
}
