import { broken } from '../expect.ts';
import type { NoReply } from './http-client.ts';

/** Fails the requirement: a request that was to be answered was not. */
export function brokenReply(none: NoReply, diagnosis: string | null): never {
  return broken({
    expected: `\`${none.method} ${none.target}\` to be answered`,
    saw: diagnosis === null ? none.told : `${none.told}; ${diagnosis}`,
    look: lookAt(none.why),
  });
}

function lookAt(why: NoReply['why']): string {
  switch (why) {
    case 'refused':
      return 'Does anything still listen there? Start it by hand, send the same request, and look whether the process lives on.';
    case 'reset':
    case 'closed':
      return 'What ends the connection before the answer is out: a crash, a destroyed socket, a thrown error that nobody catches?';
    case 'malformed':
      return 'What is written to the socket besides the one response? Look at its first bytes, its Content-Length, and what follows the body.';
    case 'patience':
      return 'Which path through the handler never ends the response?';
    case 'left':
      return 'The client itself had left.';
    case 'too-long':
      return 'What is written again and again without an end?';
    default:
      return why satisfies never;
  }
}
