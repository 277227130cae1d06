import type { Logger } from '../domain/logger.ts';
import { StoreError } from '../domain/store-error.ts';
import { describeError } from './describe-error.ts';
import type { Exchange } from './exchange.ts';
import { Problem } from './problem.ts';
import { storeProblem } from './store-problem.ts';

/** What is thrown becomes a problem. What nobody expected goes to the log; the client hears only that it happened. */
export async function answerProblems(
  exchange: Exchange,
  logger: Logger,
  next: () => Promise<void>,
): Promise<void> {
  try {
    await next();
  } catch (error) {
    const { res, requestId } = exchange;
    // Nobody is left to be told. What a store throws because its signal aborted ends here, too.
    if (res.destroyed) return;
    const problem = problemOf(error);
    if (problem === undefined) {
      const sqlstate = error instanceof StoreError ? error.code : undefined;
      logger.error(
        { component: 'http', requestId, sqlstate, err: describeError(error) },
        'a request failed unexpectedly',
      );
    }
    if (res.headersSent) res.destroy();
    else exchange.sendProblem(problem ?? new Problem(500, 'Something went wrong here.'));
  }
}

/** What a client may be told of it; undefined for what nobody expected. */
function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  return error instanceof StoreError ? storeProblem(error) : undefined;
}
