import { open } from 'node:fs/promises';
import { InvalidTaskError } from '../../domain/errors.ts';
import { type Command, oneIn } from './command.ts';

export const importing: Command = Object.freeze({
  help: 'import <file|->',
  flags: [],
  run: async (given) => {
    const file = oneIn(given, 'file');
    const input = file === '-' ? given.stdin : (await open(file)).createReadStream();
    const stop = () => input.destroy(given.signal.reason);
    given.signal.throwIfAborted();
    given.signal.addEventListener('abort', stop);
    let number = 0;
    const items = async function* () {
      for await (const line of lines(input)) {
        number += 1;
        if (/\S/.test(line)) yield JSON.parse(line);
      }
    };
    try {
      return `${await given.service.importTasks(items(), given.signal)}\n`;
    } catch (error) {
      if (!(error instanceof InvalidTaskError) && !(error instanceof SyntaxError)) throw error;
      throw new Error(`${file}:${number}: ${error.message}`, { cause: error });
    } finally {
      given.signal.removeEventListener('abort', stop);
    }
  },
});

async function* lines(input: NodeJS.ReadStream | AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of input) {
    rest += decoder.decode(Buffer.from(chunk), { stream: true });
    let start = 0;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', start)) {
      yield rest.slice(start, end);
      start = end + 1;
    }
    rest = rest.slice(start);
  }
  yield rest + decoder.decode();
}
