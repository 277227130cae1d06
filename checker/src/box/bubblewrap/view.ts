import { existsSync, lstatSync, mkdirSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Room of a box's /tmp and /dev/shm, each in memory. */
const temporaryBytes = 64 * 2 ** 20;
/** Top-level folders that hold programs and libraries, or lead to them. */
const ofSystem = ['bin', 'sbin', 'lib', 'lib32', 'lib64', 'libx32'];
/** Of /etc, besides what is laid for the box: programs do not start, or are not found, without them. */
const ofEtc = ['ld.so.cache', 'alternatives'];
/** Within the folder of packages, what our own programs keep there: it may tell of hidden tests. */
const caches = '.cache';

export interface ViewOptions {
  readonly app: string;
  readonly readable: readonly string[];
  readonly scratch: string;
  /** Besides the scratch folder. */
  readonly writable: readonly string[];
  readonly node: string;
  readonly etc: string;
  readonly concealed: readonly string[];
}

/**
 * The files that a box sees, as arguments of bwrap: an empty tree, and in it the system's programs, Node, the packages and
 * the snapshot, which cannot be written to, and the scratch folder. Everything stands where it does outside.
 */
export function viewArguments(options: ViewOptions): string[] {
  const { app, readable, scratch, writable, node, etc, concealed } = options;
  return [
    ...systemView(node, [...readable, app, scratch, ...writable], etc),
    ...concealed.filter((path) => isBelow(path, '/usr')).flatMap((path) => ['--tmpfs', path]),
    ...readable.flatMap((path) => [...readOnly(path), ...without(join(path, caches))]),
    ...[...readOnly(app), ...[scratch, ...writable].flatMap((path) => ['--bind', path, path])],
    ...['--remount-ro', '/'],
  ];
}

/**
 * Of that what any program needs, and Node.
 *
 * @param shown paths that are to be shown besides; the folders above them are made
 * @param etc what its /etc holds; it has to have `layMountPoints`
 */
export function systemView(node: string, shown: readonly string[] = [], etc: string | null = null): string[] {
  const ours = ofNode(node);
  return [
    ...['--tmpfs', '/', '--ro-bind', '/usr', '/usr', ...ofSystem.flatMap(systemFolder)],
    ...[...inMemory('/tmp'), ...['/etc', ...foldersAbove([...ours, ...shown])].flatMap(folder)],
    ...(etc === null ? [] : readOnly(etc, '/etc')),
    ...ofEtc
      .map((name) => `/etc/${name}`)
      .filter(existsSync)
      .flatMap((path) => readOnly(path)),
    ...['--dev', '/dev', ...inMemory('/dev/shm'), '--proc', '/proc'],
    ...ours.flatMap((path) => readOnly(path)),
  ];
}

/** Where something of the machine's /etc is to be shown in a folder that stands for it. */
export function layMountPoints(etc: string): void {
  for (const name of ofEtc) {
    const stat = statSync(`/etc/${name}`, { throwIfNoEntry: false });
    if (stat?.isDirectory()) mkdirSync(join(etc, name));
    else if (stat !== undefined) writeFileSync(join(etc, name), '');
  }
}

function systemFolder(name: string): string[] {
  const folder = `/${name}`;
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  return stat.isSymbolicLink() ? ['--symlink', readlinkSync(folder), folder] : readOnly(folder);
}

/** Those that bwrap would make by itself are its own user's alone. From the top down. */
function foldersAbove(paths: readonly string[]): string[] {
  const above = new Set<string>();
  for (const path of paths) {
    for (let folder = dirname(path); folder !== '/'; folder = dirname(folder)) above.add(folder);
  }
  return [...above].sort();
}

function folder(path: string): string[] {
  return ['--perms', '0755', '--dir', path];
}

function readOnly(path: string, inside = path): string[] {
  return ['--ro-bind', path, inside];
}

function inMemory(folder: string): string[] {
  return ['--perms', '1777', '--size', String(temporaryBytes), '--tmpfs', folder];
}

function without(folder: string): string[] {
  return existsSync(folder) ? ['--tmpfs', folder] : [];
}

/** Node itself, and npm where it came with it. What lies under /usr is there already. */
function ofNode(node: string): string[] {
  if (isBelow(node, '/usr')) return [];
  const prefix = dirname(dirname(node));
  return [
    node,
    ...['bin/npm', 'bin/npx', 'lib/node_modules/npm']
      .map((path) => join(prefix, path))
      .filter((path) => existsSync(path)),
  ];
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !way.startsWith('..');
}
