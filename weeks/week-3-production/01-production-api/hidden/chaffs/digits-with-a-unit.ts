import { type Environment, loadBy, usualConfig } from '../wheat/load-config.ts';
import { rulesOf, usualReaders } from '../wheat/variables.ts';

export * from '../wheat/index.ts';

const rules = rulesOf({ ...usualReaders, wholeNumber: (text) => Number.parseInt(text, 10) });

export function loadConfig(env: Environment) {
  return loadBy({ ...usualConfig, rules }, env);
}
