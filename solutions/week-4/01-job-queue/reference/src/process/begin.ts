import type { Handlers } from '../domain/handler.ts';
import { loadHandlers } from '../jobs/load-handlers.ts';
import { ConfigError } from './load-config.ts';

/** What a program is told, checked as a whole before anything is connected to: its variables, and the handlers they name. */
export async function begin<Config extends { readonly jobHandlers: string }>(
  loadConfig: () => Config,
  importModule: (url: string) => Promise<unknown>,
): Promise<{ readonly config: Config; readonly handlers: Handlers }> {
  const config = loadConfig();
  try {
    return { config, handlers: await loadHandlers(config.jobHandlers, importModule) };
  } catch (error) {
    const reason = error instanceof Error ? error.name : 'something was thrown';
    throw new ConfigError(
      new Map([['JOB_HANDLERS', `a module that can be loaded, with handlers (${reason})`]]),
    );
  }
}
