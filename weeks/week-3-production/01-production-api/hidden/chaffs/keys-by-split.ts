import { type Environment, loadBy, usualConfig } from '../wheat/load-config.ts';
import { rulesOf, usualReaders } from '../wheat/variables.ts';

export * from '../wheat/index.ts';

const rules = rulesOf({ ...usualReaders, keys: (text) => text.split(',').filter((key) => key !== '') });

export function loadConfig(env: Environment) {
  return loadBy({ ...usualConfig, rules }, env);
}
