import type { Server } from 'node:http';
import { createApp as createRight, type Parts } from '../wheat/index.ts';
import type { Logger } from '../wheat/types.ts';

export * from '../wheat/index.ts';

export function createApp({ logger, ...rest }: Parts): Server {
  return createRight({ ...rest, logger: silentOn499(logger) });
}

function silentOn499(logger: Logger): Logger {
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => {
      if (!('status' in fields && fields.status === 499)) logger.info(fields, message);
    },
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
    child: (fields) => silentOn499(logger.child(fields)),
  };
}
