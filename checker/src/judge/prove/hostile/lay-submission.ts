import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Attack, Laid } from './attack.ts';
import { ownAddresses, type Stage } from './stage.ts';

export interface LaidSubmission extends Disposable {
  readonly folder: string;
  /** Tells it who judges; before it runs. */
  aim(judge: number): void;
}

/** A right submission with the attack laid over it, and what the attacker is told. */
export function laySubmission(
  attack: Attack | null,
  kind: Attack['against'],
  corpus: string,
  stage: Stage,
  repository: string,
): LaidSubmission {
  const folder = join(stage.folder, `submission-${attack?.slug ?? 'harmless'}`);
  rmSync(folder, { recursive: true, force: true });
  for (const part of ['shared', kind]) cpSync(join(corpus, 'right', part), folder, { recursive: true });
  if (attack !== null) {
    cpSync(attack.folder, folder, { recursive: true });
    rmSync(join(folder, 'attack.yaml'));
    if (attack.borrow !== undefined) cpSync(join(repository, attack.borrow), join(folder, 'src/attack.ts'));
    fill(attack.folder, folder, { ...stage, repository });
  }
  const targets = {
    token: stage.token,
    course: stage.course,
    home: stage.home,
    neighbour: stage.neighbour,
    repository,
    cache: stage.cache,
    temporary: stage.temporary,
    bystander: { pid: stage.bystander.pid ?? 0 },
    judge: { pid: 0 },
    ports: stage.ears.ports,
    addresses: ownAddresses(),
    socket: stage.ears.socket,
    abstract: stage.ears.abstract,
    descriptor: 40,
  };
  const aim = (judge: number) =>
    writeFileSync(
      join(folder, 'src/targets.ts'),
      `export const targets = ${JSON.stringify({ ...targets, judge: { pid: judge } }, null, 2)};\n`,
    );
  aim(0);
  const races = (attack?.lay ?? []).flatMap((each) => lay(each, folder, stage));
  return {
    folder,
    aim,
    [Symbol.dispose]() {
      for (const race of races) clearInterval(race);
    },
  };
}

/** Names of places in files that are not run, as `%course%/weeks`. */
function fill(
  from: string,
  folder: string,
  places: Readonly<Record<'course' | 'home' | 'neighbour' | 'repository' | 'token', string>>,
): void {
  for (const name of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    const file = join(folder, name);
    if (!existsSync(file) || !statSync(file).isFile()) continue;
    const text = readFileSync(file, 'utf8');
    const filled = text.replace(
      /%(course|home|neighbour|repository|token)%/g,
      (_, place: keyof typeof places) => places[place],
    );
    if (filled !== text) writeFileSync(file, filled);
  }
}

function lay(each: Laid, folder: string, stage: Stage): NodeJS.Timeout[] {
  const file = join(folder, each.at);
  mkdirSync(dirname(file), { recursive: true });
  switch (each.kind) {
    case 'link':
      symlinkSync(resolveTarget(each.to, stage), file);
      return [];
    case 'hard-link':
      linkSync(resolveTarget(each.to, stage), file);
      return [];
    case 'pipe':
      spawnSync('mkfifo', [file]);
      return [];
    case 'file':
      writeFileSync(file, '');
      return [];
    case 'race':
      return [race(file, resolveTarget(each.to, stage))];
    default:
      return each satisfies never;
  }
}

/** `$course/…`, `$home/…` and the like, as the stage has them. */
function resolveTarget(path: string, stage: Stage): string {
  return path.replace(
    /^\$(course|home|neighbour)/,
    (_, name: 'course' | 'home' | 'neighbour') => stage[name],
  );
}

function race(file: string, target: string): NodeJS.Timeout {
  const other = `${file}.other`;
  let link = false;
  return setInterval(() => {
    if (!existsSync(dirname(file))) return;
    link = !link;
    rmSync(other, { force: true });
    if (link) symlinkSync(target, other);
    else writeFileSync(other, 'nothing\n');
    renameSync(other, file);
  }, 1);
}
