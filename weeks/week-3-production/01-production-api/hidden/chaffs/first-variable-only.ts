import { type Environment, loadBy, usualConfig } from '../wheat/load-config.ts';

export * from '../wheat/index.ts';

export function loadConfig(env: Environment) {
  return loadBy({ ...usualConfig, told: (bad) => bad.slice(0, 1) }, env);
}
