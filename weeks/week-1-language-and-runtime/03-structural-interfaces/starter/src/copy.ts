import type { DiskFile } from './disk.ts';
import type { Upload } from './upload.ts';

/** Copies an upload to a file, and tells how many bytes there were. */
export async function copy(upload: Upload, file: DiskFile, signal?: AbortSignal): Promise<number> {
  const { read } = upload;
  const { write } = file;
  const writes: Promise<void>[] = [];
  let total = 0;
  for (let piece = await read(); piece?.length; piece = await read()) {
    if (signal?.aborted) throw new Error('aborted');
    // Reading goes on meanwhile: faster.
    writes.push(write(piece));
    total += piece.length;
  }
  await Promise.all(writes);
  return total;
}
