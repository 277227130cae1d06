import { type Environment, loadBy, usualConfig } from '../wheat/load-config.ts';

export * from '../wheat/index.ts';

export function loadConfig(env: Environment) {
  return loadBy({ ...usualConfig, isSet: (text): text is string => text !== undefined }, env);
}
