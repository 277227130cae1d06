import { expectThat, type LogLine, type Reply, type Service, showValue } from 'checker/kit';

const patienceMs = 3000;

export const isRequestLine = (line: LogLine): boolean => line.msg === 'request';

/** Every line of standard output, each of which has to be one JSON object. */
export function expectJsonLines({ output }: Pick<Service, 'output'>, look: string): readonly LogLine[] {
  const end = output.stdout.lastIndexOf('\n') + 1;
  return output.stdout
    .slice(0, end)
    .split('\n')
    .slice(0, -1)
    .map((text) => {
      const line = parse(text);
      expectThat(typeof line === 'object' && line !== null && !Array.isArray(line), {
        expected: 'each line on stdout to be one JSON object',
        saw: `the line ${showValue(text)}`,
        look,
      });
      return line as LogLine;
    });
}

/** Waits until so many requests have their line; returns the last of them. */
export async function expectRequestLine(
  service: Service,
  count: number,
  what: string,
  look: string,
): Promise<LogLine> {
  const wanted = () => service.logs().filter(isRequestLine)[count - 1];
  const line = await service.log((each) => each === wanted(), patienceMs);
  expectThat(line !== null, {
    expected: `a line with \`msg: "request"\` about ${what}`,
    saw: tellRequestLines(service),
    look,
  });
  return line;
}

/** Waits for the line about one request, which is known by what it says. */
export async function expectLineThat(
  service: Service,
  fits: (line: LogLine) => boolean,
  { expected, look }: { readonly expected: string; readonly look: string },
): Promise<LogLine> {
  const line = await service.log((each) => isRequestLine(each) && fits(each), patienceMs);
  expectThat(line !== null, { expected, saw: tellRequestLines(service), look });
  return line;
}

/** `GET /livez 200`, as lines and replies are compared. */
export function tellReply({ method, target, status }: Reply): string {
  return `${method} ${target.split('?')[0]} ${status}`;
}

export function tellLine({ method, path, status }: LogLine): string {
  return `${method} ${path} ${status}`;
}

function tellRequestLines(service: Pick<Service, 'logs' | 'output'>): string {
  const lines = service.logs().filter(isRequestLine);
  if (lines.length === 0) {
    const { stdout } = service.output;
    return `no line with that msg at all; stdout is ${showValue(stdout.slice(-400))}`;
  }
  return `${lines.length} such ${lines.length === 1 ? 'line' : 'lines'}, the last one ${showValue(lines.at(-1))}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
