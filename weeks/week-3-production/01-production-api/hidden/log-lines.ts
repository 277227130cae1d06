import { expectThat, type LogLine, type Service, showValue } from 'checker/kit';

const patienceMs = 5000;

export const isRequestLine = (line: LogLine): boolean => line.msg === 'request';

/** The line about the request with that id. */
export async function requestLine(
  service: Pick<Service, 'log' | 'logs'>,
  requestId: string,
  what: string,
): Promise<LogLine> {
  const line = await service.log((each) => isRequestLine(each) && each.requestId === requestId, patienceMs);
  expectThat(line !== null, {
    expected: `a line with \`msg: "request"\` and \`requestId: ${showValue(requestId)}\` about ${what}`,
    saw: `${service.logs().length} lines, the last one ${showValue(service.logs().at(-1))}`,
    look: 'The line is written for every request, at its level, with the id that the client has sent.',
  });
  return line;
}

/** A level that is no word of the page counts as high enough. */
export function rankOf({ level }: LogLine): number {
  const rank = levels.indexOf(String(level));
  return rank === -1 ? levels.length : rank;
}

export const levels = ['debug', 'info', 'warn', 'error'];
