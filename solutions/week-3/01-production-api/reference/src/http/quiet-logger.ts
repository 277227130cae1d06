import type { Logger } from '../domain/logger.ts';

/** A logger that never throws: what a listener throws ends the process, and a lost line is the smaller loss. */
export function quietLogger(logger: Logger): Logger {
  const quietly = (log: () => void) => {
    try {
      log();
    } catch {
      // Who would be told?
    }
  };
  return {
    debug: (fields, message) => quietly(() => logger.debug(fields, message)),
    info: (fields, message) => quietly(() => logger.info(fields, message)),
    warn: (fields, message) => quietly(() => logger.warn(fields, message)),
    error: (fields, message) => quietly(() => logger.error(fields, message)),
    child: (fields) => quietLogger(logger.child(fields)),
  };
}
