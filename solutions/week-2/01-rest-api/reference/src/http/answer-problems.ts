import { inspect } from 'node:util';
import type { Exchange } from './exchange.ts';
import type { Logger } from './logger.ts';
import { Problem } from './problem.ts';

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
    if (!(error instanceof Problem)) {
      logger.error({ requestId, err: inspect(error) }, 'a request failed unexpectedly');
    }
    if (res.headersSent) res.destroy();
    else
      exchange.sendProblem(error instanceof Problem ? error : new Problem(500, 'Something went wrong here.'));
  }
}
