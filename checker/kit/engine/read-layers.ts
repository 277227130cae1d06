import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';

/**
 * The files of each layer of an image, in the order of the layers, from what `docker save` writes: a tar of tars and a
 * manifest. Nothing of it is kept but the names.
 *
 * @param skip how many layers of the base are left out
 */
export async function readLayers(saved: Readable, skip: number): Promise<string[][]> {
  const files = new Map<string, string[]>();
  const links = new Map<string, string>();
  let order: readonly string[] = [];
  for await (const entry of saved.pipe(extract())) {
    const { name, type, linkname } = entry.header;
    if (type === 'file' && name === 'manifest.json')
      order = layersOf(await textOf(entry as AsyncIterable<Buffer>));
    else if (type === 'file' && (name.endsWith('/layer.tar') || name.startsWith('blobs/'))) {
      files.set(name, await namesIn(entry as AsyncIterable<Buffer>));
    } else {
      if (type === 'symlink' && linkname) links.set(name, posix.join(posix.dirname(name), linkname));
      entry.resume();
    }
  }
  return order.slice(skip).map((layer) => files.get(links.get(layer) ?? layer) ?? []);
}

function layersOf(manifest: string): readonly string[] {
  const [image] = JSON.parse(manifest) as readonly { readonly Layers: readonly string[] }[];
  return image?.Layers ?? [];
}

/** None for a configuration in JSON, which lies among the blobs. */
async function namesIn(layer: AsyncIterable<Buffer>): Promise<string[]> {
  const pieces = layer[Symbol.asyncIterator]();
  const first = await pieces.next();
  const all = Readable.from(from(first, pieces));
  const names: string[] = [];
  if (first.done || first.value[0] === braceByte) {
    all.resume();
    await finished(all);
    return names;
  }
  const zipped = first.value[0] === gzipMagic[0] && first.value[1] === gzipMagic[1];
  for await (const entry of (zipped ? all.pipe(createGunzip()) : all).pipe(extract())) {
    if (entry.header.type !== 'directory') names.push(entry.header.name.replace(/^\.?\//, ''));
    entry.resume();
  }
  return names;
}

const braceByte = '{'.charCodeAt(0);
const gzipMagic = [0x1f, 0x8b] as const;

async function* from(
  first: IteratorResult<Buffer>,
  rest: AsyncIterator<Buffer>,
): AsyncGenerator<Buffer, void> {
  for (let piece = first; !piece.done; piece = await rest.next()) yield piece.value;
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
