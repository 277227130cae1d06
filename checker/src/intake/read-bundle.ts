import { chmodSync, chownSync, mkdirSync, rmSync } from 'node:fs';
import { tooLarge } from '../workspace/submission-errors.ts';
import type { Archive, ArchiveEntry, EntryKind } from './archive.ts';
import { damaged, notSupported } from './archive-errors.ts';
import type { ArchiveLimits } from './archive-limits.ts';
import { type BundleHeader, readBundleHeader } from './bundle-header.ts';
import { type GitCall, runGit } from './run-git.ts';

/**
 * Reads the tree of a bundle's commit out of its objects. Nothing is checked out, so that no attribute, filter, hook,
 * submodule or link of it ever does anything: git only unpacks objects into a folder of its own, and prints them.
 */
export async function readBundle(
  bundle: Buffer,
  call: Omit<GitCall, 'git'> & { readonly git: string | null },
  limits: ArchiveLimits,
): Promise<Archive> {
  const header = readBundleHeader(bundle);
  const { git } = call;
  if (git === null)
    throw notSupported('git is not on this machine, and a bundle is read by it', 'Install git.');
  const own = { ...call, git };
  const remove = () => rmSync(own.folder, { recursive: true, force: true });
  let listed: readonly Listed[];
  try {
    makeFolder(own);
    await unpack(bundle, header, own, limits);
    listed = await list(header, own, limits);
  } catch (error) {
    remove();
    throw error;
  }
  return {
    entries: listed.map(({ entry }) => entry),
    async read(wanted, take) {
      const objects = wanted.map(({ at }) => listed[at]?.object ?? '');
      const contents = await readObjects(objects, wanted, own);
      for (const [index, entry] of wanted.entries()) take(entry, contents[index] as Buffer);
    },
    async [Symbol.asyncDispose]() {
      remove();
    },
  };
}

function makeFolder({ folder, user }: GitCall): void {
  mkdirSync(folder, { mode: 0o700 });
  if (user === null) return;
  chmodSync(folder, 0o700);
  chownSync(folder, user.uid, user.gid);
}

async function unpack(
  bundle: Buffer,
  { format, packAt }: BundleHeader,
  call: GitCall,
  { archiveBytes }: ArchiveLimits,
): Promise<void> {
  const init = ['init', '--quiet', '--bare', '--template=', `--object-format=${format}`, call.folder];
  const made = await runGit(init, call, { maxBytes: small });
  if (made.code !== 0) throw notSupported('git cannot make a repository here, which a bundle needs');
  const index = ['index-pack', '--stdin', `--max-input-size=${archiveBytes}`];
  const { code } = await runGit(index, call, { input: bundle.subarray(packAt), maxBytes: small });
  if (code !== 0) throw damaged('is a git bundle whose objects cannot be unpacked');
}

const small = 64 * 1024;

interface Listed {
  readonly entry: ArchiveEntry;
  readonly object: string;
}

async function list({ commit }: BundleHeader, call: GitCall, limits: ArchiveLimits): Promise<Listed[]> {
  // A tree may hold itself many times over: a few kilobytes that list a billion files. The listing is cut.
  const maxBytes = limits.entries * 200;
  const args = ['ls-tree', '-r', '-z', '-l', '--full-tree', commit];
  const { code, stdout, tooMuch } = await runGit(args, call, { maxBytes });
  if (tooMuch) throw tooLarge(`the archive has more than ${limits.entries} entries`);
  if (code !== 0) throw damaged('is a git bundle that lacks a part of its tree');
  return split(stdout).map((line, at) => readLine(line, at));
}

function split(stdout: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let at = 0; at < stdout.length; ) {
    const end = stdout.indexOf(0, at);
    lines.push(stdout.subarray(at, end < 0 ? stdout.length : end));
    at = end < 0 ? stdout.length : end + 1;
  }
  return lines;
}

/** `<mode> <type> <object> <size>\t<path>`; the size is `-` for what is no file. */
function readLine(line: Buffer, at: number): Listed {
  const tab = line.indexOf('\t');
  const [mode = '', , object = '', size = ''] = line.toString('latin1', 0, tab).split(/ +/);
  const path = line.subarray(tab + 1);
  const kind = kinds[mode] ?? 'entry of an unknown kind';
  return {
    object,
    entry: {
      path: path.toString('utf8'),
      kind,
      bytes: kind === 'file' ? Number(size) : 0,
      packed: null,
      mode: 0,
      at,
    },
  };
}

const kinds: Readonly<Partial<Record<string, EntryKind>>> = {
  '100644': 'file',
  '100755': 'file',
  // Git wrote this mode in its first years.
  '100664': 'file',
  '120000': 'symbolic link',
  '160000': 'submodule',
};

/** `<object> blob <size>\n<bytes>\n` for each. */
async function readObjects(
  objects: readonly string[],
  wanted: readonly ArchiveEntry[],
  call: GitCall,
): Promise<Buffer[]> {
  const input = Buffer.from(objects.map((object) => `${object}\n`).join(''));
  const expected = wanted.reduce((sum, { bytes }) => sum + bytes + 200, 0);
  const { stdout } = await runGit(['cat-file', '--batch', '--buffer'], call, { input, maxBytes: expected });
  const contents: Buffer[] = [];
  let at = 0;
  for (const [index, { bytes }] of wanted.entries()) {
    const end = stdout.indexOf('\n', at);
    const head = stdout.toString('latin1', at, Math.max(at, end));
    if (head !== `${objects[index]} blob ${bytes}`)
      throw damaged('is a git bundle that lacks one of its files');
    contents.push(stdout.subarray(end + 1, end + 1 + bytes));
    at = end + 1 + bytes + 1;
  }
  if (at > stdout.length) throw damaged('is a git bundle that lacks one of its files');
  return contents;
}
