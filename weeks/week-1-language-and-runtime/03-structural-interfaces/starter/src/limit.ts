import { Upload } from './upload.ts';

/** At most so many bytes of an upload. */
export function limit(upload: Upload, bytes: number): Upload {
  let given = 0;
  return new Upload(async () => {
    if (given >= bytes) return null;
    const piece = await upload.read();
    given += piece?.length ?? 0;
    return piece;
  });
}
