import type { Server } from 'node:http';
import { createApp as createRight, type Parts } from '../wheat/index.ts';
import type { Logger } from '../wheat/types.ts';

export * from '../wheat/index.ts';

export function createApp({ logger, ...rest }: Parts): Server {
  return createRight({ ...rest, logger: without499(logger) });
}

function without499(logger: Logger): Logger {
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) =>
      logger.info('status' in fields && fields.status === 499 ? { ...fields, status: 200 } : fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
    child: (fields) => without499(logger.child(fields)),
  };
}
