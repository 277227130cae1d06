import { type Environment, loadConfig as loadRight } from '../wheat/load-config.ts';

export * from '../wheat/index.ts';

export function loadConfig(env: Environment) {
  return { ...loadRight(env), rateLimitEnabled: true };
}
