import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempFolder } from '../temp-folder.ts';

/** A repository to make bundles from, with git's plumbing: trees may hold what `git add` would never put there. */
export interface Repository {
  readonly folder: string;
  git(args: readonly string[], input?: string | Buffer): string;
  blob(content: string | Buffer): string;
  /** Lines of `git mktree`: mode, type, object and name. */
  tree(entries: readonly (readonly [mode: string, type: string, object: string, name: string])[]): string;
  commit(tree: string): string;
  /** Points a branch there and bundles what is asked for. */
  bundle(commit: string, ...args: readonly string[]): Buffer;
}

export function repository(): Repository {
  const folder = join(tempFolder(), 'repository');
  mkdirSync(folder);
  const run = (args: readonly string[], input: string | Buffer = ''): Buffer => {
    const env = {
      PATH: process.env.PATH,
      HOME: folder,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'Jane',
      GIT_AUTHOR_EMAIL: 'jane@example.org',
      GIT_COMMITTER_NAME: 'Jane',
      GIT_COMMITTER_EMAIL: 'jane@example.org',
    };
    const { status, stdout, stderr } = spawnSync('git', args, { cwd: folder, input, env });
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
    return stdout;
  };
  const git = (args: readonly string[], input?: string | Buffer) => run(args, input).toString('utf8').trim();
  git(['init', '--quiet', '--initial-branch=main']);
  return {
    folder,
    git,
    blob: (content) => git(['hash-object', '-w', '--stdin'], content),
    tree(entries) {
      const raw = Buffer.concat(
        entries.map(([mode, , object, name]) =>
          Buffer.concat([Buffer.from(`${mode.replace(/^0/, '')} ${name}\0`), Buffer.from(object, 'hex')]),
        ),
      );
      // As it is: `git mktree` would sort it, and refuse some.
      return git(['hash-object', '-t', 'tree', '-w', '--stdin', '--literally'], raw);
    },
    commit: (tree) => git(['commit-tree', tree, '-m', 'work']),
    bundle(commit, ...args) {
      git(['update-ref', 'refs/heads/main', commit]);
      git(['bundle', 'create', '--quiet', 'work.bundle', ...(args.length === 0 ? ['main', 'HEAD'] : args)]);
      return readFileSync(join(folder, 'work.bundle'));
    },
  };
}

/** A repository whose work is these files. */
export function bundleOf(files: Readonly<Record<string, string>>): Buffer {
  const made = repository();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(made.folder, path, '..'), { recursive: true });
    writeFileSync(join(made.folder, path), content);
  }
  made.git(['add', '--all']);
  made.git(['commit', '--quiet', '--message', 'work']);
  made.git(['bundle', 'create', '--quiet', 'work.bundle', 'main', 'HEAD']);
  return readFileSync(join(made.folder, 'work.bundle'));
}
