import { findTool } from '../box/identity.ts';

/** A tool that a machine may lack, by the names of its package where the name differs. */
export type Installable =
  | 'git'
  | 'make'
  | 'strace'
  | 'bubblewrap'
  | 'redis'
  | 'docker'
  | 'compose'
  | 'util-linux';

/** The one command that installs a tool here, or null where no package manager that we know is at hand. */
export function installCommand(tool: Installable, path: string, isRoot: boolean): string | null {
  const manager = managers.find(({ program }) => findTool(program, path) !== null);
  if (manager === undefined) return null;
  const name = Object.hasOwn(manager.names, tool) ? manager.names[tool] : tool;
  if (name === null || name === undefined) return null;
  const sudo = isRoot || manager.program === 'brew' ? '' : 'sudo ';
  return `${sudo}${manager.install} ${name}`;
}

interface Manager {
  readonly program: string;
  readonly install: string;
  /** Null where it has no such package. */
  readonly names: Readonly<Partial<Record<Installable, string | null>>>;
}

const linuxOnly = { strace: null, bubblewrap: null, 'util-linux': null };

const managers: readonly Manager[] = [
  {
    program: 'apt-get',
    install: 'apt-get install -y',
    names: { redis: 'redis-server', docker: 'docker.io', compose: 'docker-compose' },
  },
  {
    program: 'dnf',
    install: 'dnf install -y',
    names: { redis: 'valkey', docker: 'moby-engine', compose: 'docker-compose' },
  },
  {
    program: 'pacman',
    install: 'pacman -S --noconfirm',
    names: { redis: 'valkey', compose: 'docker-compose' },
  },
  { program: 'zypper', install: 'zypper install -y', names: { compose: 'docker-compose' } },
  { program: 'apk', install: 'apk add', names: { compose: 'docker-cli-compose' } },
  {
    program: 'brew',
    install: 'brew install',
    names: { ...linuxOnly, docker: 'colima docker', compose: 'docker-compose' },
  },
];
