import { type Environment, loadConfig as loadRight } from '../wheat/load-config.ts';

export * from '../wheat/index.ts';

export function loadConfig(env: Environment) {
  const config = loadRight(env);
  return { ...config, port: config.port || 3000 };
}
