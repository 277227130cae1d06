import { createServer, type Server } from 'node:http';
import { type Logger, StoreAway } from '../domain/ports.ts';
import { Exchange } from './exchange.ts';
import { HttpError } from './http-error.ts';

export type Action = (exchange: Exchange, id: string) => Promise<void> | void;

/** Something with routes: a path, in which `:id` is a UUID, and what it does for each method. */
export interface Controller {
  readonly routes: Readonly<Record<string, Readonly<Record<string, Action>>>>;
}

export class Application {
  readonly #routes: { readonly pattern: RegExp; readonly actions: ReadonlyMap<string, Action> }[] = [];
  readonly #logger: Logger;

  constructor(logger: Logger, ...controllers: readonly Controller[]) {
    this.#logger = logger;
    for (const [path, actions] of controllers.flatMap(({ routes }) => Object.entries(routes))) {
      const id = '([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})';
      this.#routes.push({
        pattern: new RegExp(`^${path.replace(':id', id)}$`),
        actions: new Map(Object.entries(actions)),
      });
    }
  }

  server(): Server {
    return createServer(async (req, res) => {
      const exchange = new Exchange(req, res);
      try {
        await this.#dispatch(exchange);
      } catch (error) {
        exchange.fail(this.#translate(error));
      }
    });
  }

  #dispatch(exchange: Exchange): Promise<void> | void {
    for (const { pattern, actions } of this.#routes) {
      const match = pattern.exec(exchange.path);
      if (match === null) continue;
      const action = actions.get(exchange.method);
      if (action !== undefined) return action(exchange, match[1]?.toLowerCase() ?? '');
      throw new HttpError(405, 'this method means nothing here', [], {
        Allow: [...actions.keys()].join(', '),
      });
    }
    throw new HttpError(404, 'nothing is here');
  }

  #translate(error: unknown): HttpError {
    if (error instanceof HttpError) return error;
    if (error instanceof StoreAway) {
      return new HttpError(503, 'the database cannot be asked now', [], { 'Retry-After': '3' });
    }
    this.#logger.error({ stack: error instanceof Error ? error.stack : undefined }, 'a request failed');
    return new HttpError(500, 'something unforeseen has happened');
  }
}
