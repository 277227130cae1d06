import type { DiskFile } from './disk.ts';
import { Upload } from './upload.ts';

/** An upload that is also written to a file while somebody reads it. */
export function tee(upload: Upload, file: DiskFile): Upload {
  return new Upload(async () => {
    const piece = await upload.read();
    // The one who reads should not have to wait for the disk.
    if (piece !== null) file.write(piece).catch(() => {});
    return piece;
  });
}
