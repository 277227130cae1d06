import type { IncomingMessage } from 'node:http';
import { Writable } from 'node:stream';
import { refuse } from './problem.ts';

export const declaredLength = ({ headers }: IncomingMessage): number =>
  Number(headers['content-length'] ?? 0);

export const tooLarge = (limit: number) =>
  refuse(413, `A body of at most ${limit} bytes, please.`, { headers: { Connection: 'close' } });

/** The body as JSON, or a refusal. */
export async function readJson(req: IncomingMessage, types: RegExp, limit: number): Promise<unknown> {
  if (declaredLength(req) > limit) tooLarge(limit);
  const type = (req.headers['content-type'] ?? '').toLowerCase();
  const [essence = '', ...parameters] = type.split(';').map((part) => part.trim());
  const charset = parameters.find((part) => part.startsWith('charset='))?.replaceAll('"', '');
  if (
    !types.test(essence) ||
    !['charset=utf-8', 'charset=utf8', undefined].includes(charset) ||
    (req.headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity'
  ) {
    refuse(415, 'JSON in UTF-8, please.');
  }
  const bytes = await collect(req, limit);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return refuse(400, 'That is no JSON in UTF-8.');
  }
}

/** Into a sink that stops taking when there is too much: what flows behind it stands still then. */
function collect(req: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    const sink = new Writable({
      write(chunk: Buffer, _encoding, taken) {
        size += chunk.length;
        if (size <= limit) {
          chunks.push(chunk);
          taken();
          return;
        }
        req.unpipe(sink);
        req.pause();
        try {
          tooLarge(limit);
        } catch (refused) {
          reject(refused);
        }
      },
      final(done) {
        resolve(Buffer.concat(chunks));
        done();
      },
    });
    req.pipe(sink);
  });
}
