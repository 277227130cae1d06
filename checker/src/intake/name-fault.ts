import { type ArchiveLimits, archiveLimits } from './archive-limits.ts';

/**
 * What is wrong with an entry's path, to go on after its name; null for one that means the same file on every system.
 * `path` is as `splitPath` takes it: forward slashes, perhaps a leading `./` and a trailing slash.
 */
export function nameFault(path: string, limits: ArchiveLimits = archiveLimits): string | null {
  if (path.includes('\u0000')) return 'has a NUL in its name';
  if (path.includes('\ufffd')) return 'has a name that is not UTF-8';
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(path)) return 'has a control character in its name';
  if (/\p{Bidi_Control}/u.test(path)) return 'has a character in its name that turns the direction of text';
  if (/[\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/u.test(path))
    return 'has an invisible character in its name';
  return escapeFault(path) ?? foreignFault(path) ?? lengthFault(path, limits);
}

/** Whether it leads out of the folder that it is unpacked in, on any system. */
export function escapeFault(path: string): string | null {
  if (path.startsWith('/')) return 'is an absolute path';
  if (/^[A-Za-z]:/.test(path)) return 'begins with a drive letter';
  if (path.includes('\\')) return 'has a backslash in its name';
  if (path.split('/').includes('..')) return 'leads out of the archive';
  return null;
}

/** The names in a path; null where one of them is empty or a mere dot. */
export function splitPath(path: string): readonly string[] | null {
  const names = path
    .replace(/^(\.\/)+/, '')
    .replace(/\/$/, '')
    .split('/');
  return names.some((name) => name === '' || name === '.') ? null : names;
}

function foreignFault(path: string): string | null {
  if (path.includes(':')) return 'has a colon in its name: elsewhere that is a drive or a hidden stream';
  for (const name of splitPath(path) ?? []) {
    if (/[. ]$/.test(name)) return 'has a name that ends in a dot or a blank, which Windows drops';
    if (reserved.test(name)) return 'has a name that Windows reserves for a device';
  }
  return null;
}

/** https://learn.microsoft.com/windows/win32/fileio/naming-a-file: also with an extension, and with blanks before it. */
const reserved = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3]) *(\.|$)/i;

function lengthFault(path: string, { snapshot, nameBytes }: ArchiveLimits): string | null {
  const names = splitPath(path) ?? [];
  if (names.some((name) => Buffer.byteLength(name) > nameBytes))
    return `has a name of more than ${nameBytes} bytes`;
  // One folder around everything is looked through.
  if (Buffer.byteLength(path) > snapshot.pathBytes + nameBytes)
    return `has a path of more than ${snapshot.pathBytes} bytes`;
  if (names.length > snapshot.depth + 2) return `lies more than ${snapshot.depth} folders deep`;
  return null;
}
