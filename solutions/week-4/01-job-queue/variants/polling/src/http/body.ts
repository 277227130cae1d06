import type { IncomingMessage } from 'node:http';
import { refuse } from './refused.ts';

const most = 262_144;

export async function jsonIn(req: IncomingMessage): Promise<unknown> {
  const { headers } = req;
  if (Number(headers['content-length']) > most) tooLarge();
  const [type = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  if (type.trim() !== 'application/json' || !['', 'identity'].includes(headers['content-encoding'] ?? '')) {
    refuse(415, 'Only application/json, as it is.');
  }
  for (const parameter of parameters) {
    const [name = '', value = ''] = parameter.split('=').map((part) => part.trim().replaceAll('"', ''));
    if (name === 'charset' && !['utf-8', 'utf8'].includes(value)) refuse(415, 'Only UTF-8.');
  }
  const bytes = await bytesOf(req);
  if (bytes.length === 0) refuse(400, 'Nothing was sent.');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return refuse(400, 'That is no JSON in UTF-8.');
  }
}

/** At most as many as there may be; it does not wait for the rest. */
function bytesOf(req: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let length = 0;
    const onData = (part: Buffer) => {
      length += part.length;
      parts.push(part);
      if (length <= most) return;
      req.off('data', onData).pause();
      try {
        tooLarge();
      } catch (refused) {
        reject(refused);
      }
    };
    req.on('data', onData);
    req.once('end', () => resolve(Buffer.concat(parts)));
    req.once('error', reject);
  });
}

function tooLarge(): never {
  return refuse(413, `At most ${most} bytes.`, { headers: { Connection: 'close' } });
}
