import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { MIMEType } from 'node:util';
import { Problem } from './problem.ts';

/** The body of a request as JSON. In the order of faults: 413 by its length, 415, 413 by counting, 400. */
export async function readJson(
  req: IncomingMessage,
  mediaTypes: readonly string[],
  maxBytes: number,
): Promise<unknown> {
  if (Number(req.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  checkMediaType(req, mediaTypes);
  return parse(await readBytes(req, maxBytes));
}

function checkMediaType({ headers }: IncomingMessage, mediaTypes: readonly string[]): void {
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (coding !== 'identity') {
    throw new Problem(415, 'The body must not be encoded.', { headers: { 'Accept-Encoding': 'identity' } });
  }
  const type = parseMediaType(headers['content-type'] ?? '');
  if (type === undefined || !mediaTypes.includes(type.essence)) {
    throw new Problem(415, `The body must be ${mediaTypes.join(' or ')}.`);
  }
  const charset = type.params.get('charset')?.toLowerCase() ?? 'utf-8';
  if (charset !== 'utf-8' && charset !== 'utf8') throw new Problem(415, 'The body must be in UTF-8.');
}

function parseMediaType(text: string): MIMEType | undefined {
  try {
    return new MIMEType(text);
  } catch {
    return undefined;
  }
}

/**
 * Listeners, not `for await`: leaving that loop early destroys the socket, and with it the answer. When the client leaves
 * this stays pending; `limitTime` has stopped waiting for it then.
 */
function readBytes(req: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let size = 0;
  const take = (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maxBytes) {
      chunks.push(chunk);
      return;
    }
    req.off('data', take);
    req.pause();
    reject(tooLarge(maxBytes));
  };
  req.on('data', take);
  req.once('end', () => resolve(Buffer.concat(chunks, size)));
  return promise;
}

function parse(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new Problem(400, 'The body is not UTF-8.');
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem(400, text === '' ? 'The body is empty.' : 'The body is not JSON.');
  }
}

function tooLarge(maxBytes: number): Problem {
  return new Problem(413, `The body may have at most ${maxBytes} bytes.`, {
    headers: { Connection: 'close' },
  });
}
