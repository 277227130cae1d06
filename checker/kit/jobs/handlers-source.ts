import type { Handlers } from './jobs-host.ts';

/** What jobs of these types do, without a word of the judge's, so that thousands of them can run; all are recorded. */
export const usualHandlers: Handlers = {
  ok: 'return mark;',
  fail: `throw new Error('failed as it was told to');`,
  permanent: `throw Object.assign(new Error('never to be tried again'), { name: 'PermanentError' });`,
  'fail-n-times': `if (attempt <= payload.times) throw new Error('failed as it was told to, attempt ' + attempt);
return mark;`,
  hold: 'return hold();',
  effect: 'effect(); await wait(payload.ms ?? 0); return mark;',
  work: 'await wait(payload.ms ?? 0); effect(); return mark;',
};

/**
 * The module that JOB_HANDLERS names. It reports over one connection to the judge, which does not keep the process alive, and
 * a handler begins when its report has been handed to the system: a process that is killed then has told of it.
 */
export function handlersSource({
  port,
  token,
  handlers,
}: {
  readonly port: number;
  /** Says to the judge which process this is. */
  readonly token: string;
  readonly handlers: Handlers;
}): string {
  const entries = Object.entries(handlers).map(
    ([type, body]) =>
      `  [${JSON.stringify(type)}]: handler(${JSON.stringify(type)}, async ({ payload, signal, attempt, jobId, mark, effect, hold, wait }) => {\n${body}\n}),`,
  );
  return `${reporting({ port, token })}
export default {
${entries.join('\n')}
};
`;
}

function reporting({ port, token }: { readonly port: number; readonly token: string }): string {
  return `import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';

let socket = null;
let connected = null;
let runs = 0;
const words = new Map();

/** The connection to the judge, made when the first handler runs: an API that only reads the names makes none. */
function open() {
  connected ??= new Promise((resolve) => {
    socket = connect({ host: '127.0.0.1', port: ${port} });
    socket.unref();
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.once('close', resolve);
    socket.once('connect', () => {
      say({ token: ${JSON.stringify(token)}, pid: process.pid });
      resolve();
    });
    let rest = '';
    socket.setEncoding('utf8').on('data', (chunk) => {
      const lines = (rest + chunk).split('\\n');
      rest = lines.pop();
      for (const line of lines) {
        const word = JSON.parse(line);
        words.get(word.run)?.(word);
      }
    });
  });
  return connected;
}

function say(report) {
  socket.write(JSON.stringify(report) + '\\n');
}

function wait(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function handler(type, body) {
  return async (payload, context) => {
    await open();
    const { signal, attempt, jobId } = context ?? {};
    if (!(signal instanceof AbortSignal) || typeof attempt !== 'number' || typeof jobId !== 'string') {
      say({ event: 'misused', type, signal: String(signal), attempt: String(attempt), jobId: String(jobId) });
      throw new Error('a handler is called with (payload, { signal, attempt, jobId })');
    }
    const run = ++runs;
    const mark = randomUUID();
    const { promise: told, resolve, reject } = Promise.withResolvers();
    told.catch(() => {});
    let onAbort = null;
    const settle = (word) => {
      if (word.do === 'resolve') resolve(word.value);
      else reject(Object.assign(new Error(word.message), { name: word.name }));
    };
    words.set(run, (word) => {
      if (word.do === 'exit') process.exit(word.code);
      else if (word.do === 'block') for (const end = Date.now() + word.ms; Date.now() < end; );
      else if (word.do === 'when-aborted') {
        onAbort = word.step;
        if (signal.aborted) settle(onAbort);
      } else settle(word);
    });
    say({ event: 'started', run, mark, type, jobId, attempt, payload });
    const aborted = () => {
      say({ event: 'aborted', run });
      if (onAbort !== null) settle(onAbort);
    };
    if (signal.aborted) aborted();
    else signal.addEventListener('abort', aborted, { once: true });
    try {
      const effect = () => say({ event: 'effect', run });
      const value = await body({ payload, signal, attempt, jobId, mark, effect, hold: () => told, wait });
      say({ event: 'resolved', run });
      return value;
    } catch (error) {
      say({ event: 'rejected', run });
      throw error;
    } finally {
      words.delete(run);
      signal.removeEventListener('abort', aborted);
    }
  };
}
`;
}
