import { join } from 'node:path';
import type { Limits } from '../course/manifest.ts';
import type { BoxCommand } from './box.ts';
import { launchLine } from './launch-line.ts';

/** What a command runs with, whatever the box. */
export interface CommandSetting {
  readonly app: string;
  readonly readable: readonly string[];
  readonly scratch: string;
  /** The Node that runs submissions. */
  readonly node: string;
}

/** What is really started for a command: its limits, what wraps it, Node with its flags, the entry. */
export function commandLine(
  command: BoxCommand,
  setting: CommandSetting,
  limits: Limits & { readonly fileBytes?: number },
  before: readonly string[] = [],
): readonly [string, ...string[]] {
  const program =
    command.run.kind === 'tool'
      ? [command.run.file]
      : [
          setting.node,
          ...permissionFlags(command, setting),
          ...(command.run.nodeOptions ?? []),
          command.run.entry,
        ];
  return launchLine(
    [...(command.wrapper ?? []), ...program, ...command.args],
    { ...limits, fileBytes: limits.fileBytes ?? limits.fileMiB * 2 ** 20 },
    before,
  );
}

function permissionFlags(command: BoxCommand, { app, readable, scratch }: CommandSetting): string[] {
  const grant = command.permission ?? { kind: 'off' };
  if (grant.kind === 'off') return [];
  return [
    '--permission',
    ...[app, scratch, ...readable].map((folder) => `--allow-fs-read=${folder}`),
    `--allow-fs-write=${scratch}`,
    ...(grant.childProcesses === true ? ['--allow-child-process'] : []),
    ...(grant.workers === true ? ['--allow-worker'] : []),
  ];
}

/** Nothing of the judge's environment enters a box. */
export function cleanEnvironment(scratch: string): Record<string, string> {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: join(scratch, 'home'),
    TMPDIR: join(scratch, 'tmp'),
    LANG: 'C.UTF-8',
    TZ: 'UTC',
  };
}
