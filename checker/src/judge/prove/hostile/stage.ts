import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  closeSync,
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  writeFileSync,
} from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { removeTree } from '../../../box/remove-tree.ts';
import { type Ears, openEars } from './ears.ts';

/**
 * The machine of a judge with something to lose, made anew for each attack: secrets where no submission may read, places
 * that none may change, and ears for whoever calls.
 */
export interface Stage extends AsyncDisposable {
  readonly folder: string;
  /** By what they would be known: the place that a secret was read from. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly token: string;
  readonly course: string;
  readonly home: string;
  readonly neighbour: string;
  readonly temporary: string;
  readonly cache: string;
  /** What judges are started with. */
  readonly env: Readonly<Record<string, string>>;
  readonly bystander: ChildProcess;
  readonly ears: Ears;
  /** A descriptor of ours that a judge inherits, as from a careless shell. */
  readonly descriptor: number;
}

/**
 * @param corpus the folder of the course that attacks are judged by
 * @param compiled where judges keep what Node compiled, for all attacks
 */
export async function openStage(
  corpus: string,
  temporary: string,
  path: string,
  boxImage: string | undefined,
  compiled: string,
): Promise<Stage> {
  const folder = mkdtempSync(join(temporary, 'hostile-'));
  chmodSync(folder, 0o755);
  const secrets = new Map<string, string>();
  const secret = (place: string): string => {
    const value = `canary-${place}-${randomBytes(12).toString('hex')}`;
    secrets.set(place, value);
    return value;
  };
  const at = (...names: string[]) => join(folder, ...names);
  const lay = (file: string, text: string, mode = 0o644) => {
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
    chmodSync(file, mode);
  };
  const course = at('course');
  cpSync(join(corpus, 'weeks'), join(course, 'weeks'), { recursive: true });
  const hidden = secret('hidden');
  for (const file of globSync(join(course, 'weeks/*/*/hidden/*.test.ts')))
    appendFileSync(file, `\nexport const secret = '${hidden}' as const;\n`);
  lay(join(course, 'solutions/week-1/01-wall-program/reference/src/main.ts'), `// ${secret('solution')}\n`);
  const neighbour = `export const secret = '${secret('neighbour')}' as const;
`;
  for (const name of ['main.ts', 'laid.txt']) lay(at('neighbours/ada/src', name), neighbour);
  lay(at('home/.ssh/id_ed25519'), secret('home'));
  lay(at('home/.npmrc'), `//registry/:_authToken=${secret('npmrc')}\n`);
  lay(at('home/.cache/npm/index'), 'nothing\n');
  lay(at('cache/kept'), 'nothing\n');
  lay(at('unlinked'), secret('descriptor'));
  mkdirSync(at('tmp'));
  // As /tmp is.
  chmodSync(at('tmp'), 0o1777);
  const descriptor = openSync(at('unlinked'), 'r');
  const bystander = spawn(process.execPath, ['-e', waitAround, secret('cmdline')], {
    cwd: at('home'),
    env: { PATH: path, SECRET: secret('environ') },
    stdio: ['pipe', 'pipe', 'ignore', descriptor],
  });
  await once(bystander.stdout as NodeJS.ReadableStream, 'data');
  const ears = await openEars(folder);
  return {
    folder,
    secrets,
    token: `token-${randomBytes(12).toString('hex')}`,
    course,
    home: at('home'),
    neighbour: at('neighbours/ada'),
    temporary: at('tmp'),
    cache: at('cache'),
    descriptor,
    env: {
      PATH: path,
      HOME: at('home'),
      TMPDIR: at('tmp'),
      CHECKER_CACHE: at('cache'),
      NODE_COMPILE_CACHE: compiled,
      SECRET: secret('environ-of-judge'.replaceAll('-', '')),
      ...(boxImage === undefined ? {} : { CHECKER_BOX_IMAGE: boxImage }),
      LANG: 'C.UTF-8',
      NO_COLOR: '1',
    },
    bystander,
    ears,
    async [Symbol.asyncDispose]() {
      bystander.kill('SIGKILL');
      closeSync(descriptor);
      await ears[Symbol.asyncDispose]();
      removeTree(folder);
    },
  };
}

/** It ends with its input, which is ours. */
const waitAround = "process.stdin.resume().on('close', () => process.exit()); console.log('ready')";

/** Addresses of this machine that are not loopback's. */
export function ownAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => address);
}
