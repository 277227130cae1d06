/** What the service is told from outside, checked. The page has the rest of its members. */
export interface ServiceConfig {
  readonly port: number;
  readonly databaseUrl: string;
  readonly redisUrl: string;
}

/**
 * Reads the environment by names, one by one, and throws an error that tells in `variables` which are missing or bad: all
 * of them, and no value. As it stands it reads nothing. Export it from src/index.ts.
 */
export function loadConfig(_env: Readonly<Record<string, string | undefined>>): ServiceConfig {
  throw new Error('nothing is read yet');
}
