import type { IncomingMessage } from 'node:http';
import { Problem } from './problem.ts';

/** Refuses by the headers alone, before anything is read: too long (413), then of the wrong kind (415). */
export function checkHead(req: IncomingMessage, types: readonly string[], maxBodyBytes: number): void {
  if (Number(req.headers['content-length'] ?? 0) > maxBodyBytes) throw tooLarge(maxBodyBytes);
  const [type, parameters] = parseType(req.headers['content-type'] ?? '');
  if (!types.includes(type)) {
    throw new Problem(415, `The body has to be ${types.join(' or ')}.`);
  }
  const charset = parameters.get('charset');
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8')
    throw new Problem(415, 'The body has to be in UTF-8.');
  const encoding = req.headers['content-encoding']?.trim().toLowerCase();
  if (encoding !== undefined && encoding !== 'identity')
    throw new Problem(415, 'The body has to come as it is, without a content encoding.');
}

export async function readJson(req: IncomingMessage, maxBodyBytes: number): Promise<unknown> {
  const bytes = await readBytes(req, maxBodyBytes);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Problem(400, 'The body is not JSON in UTF-8.');
  }
}

function readBytes(req: IncomingMessage, maxBodyBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const onData = (chunk: Buffer) => {
      length += chunk.length;
      chunks.push(chunk);
      if (length <= maxBodyBytes) return;
      req.off('data', onData);
      req.pause();
      reject(tooLarge(maxBodyBytes));
    };
    req.on('data', onData);
    req.once('end', () => resolve(Buffer.concat(chunks, length)));
    req.once('error', reject);
  });
}

function tooLarge(maxBodyBytes: number): Problem {
  return new Problem(413, `A body has at most ${maxBodyBytes} bytes.`, { headers: { Connection: 'close' } });
}

/** A media type and its parameters, in lower case. */
function parseType(header: string): [string, ReadonlyMap<string, string>] {
  const [type = '', ...rest] = header.toLowerCase().match(/(?:"(?:[^"\\]|\\.)*"|[^;])+/g) ?? [];
  const parameters = rest.flatMap((each): [string, string][] => {
    const found = /^\s*([^\s=]+)=("?)(.*?)\2\s*$/.exec(each);
    return found === null ? [] : [[found[1] ?? '', found[3] ?? '']];
  });
  return [type.trim(), new Map(parameters)];
}
