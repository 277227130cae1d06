import { hash } from 'node:crypto';

/**
 * A name for the file of a submission's report: safe on every system, and another one for every id. An id that is plain is
 * taken as it is; of any other only a beginning is kept, with a digest of the whole. Plain are small letters only, since
 * `Jane` and `jane` are one file on many systems; and nothing that could be such a name with its digest.
 */
export function reportFile(id: string): string {
  const isPlain = /^[a-z0-9][a-z0-9._-]{0,63}$/.test(id) && !/-[0-9a-f]{16}$/.test(id) && !reserved.test(id);
  if (isPlain && !id.endsWith('.')) return id;
  const kept = id
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 40);
  return `${kept === '' ? 'submission' : kept}-${hash('sha256', id).slice(0, 16)}`;
}

/** Of Windows, also with an extension: https://learn.microsoft.com/windows/win32/fileio/naming-a-file. */
const reserved = /^(con|prn|aux|nul|(com|lpt)[0-9])(\.|$)/;
