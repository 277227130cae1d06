import { join } from 'node:path';
import type { Limits } from '../course/manifest.ts';
import type { BoxCommand } from './box.ts';
import { launchLine } from './launch-line.ts';
import type { ProcessBoxOptions } from './process-box.ts';

/** What is really started for a command: who it runs as, its limits, what wraps it, Node with its flags, the entry. */
export function commandLine(
  command: BoxCommand,
  scratch: string,
  options: ProcessBoxOptions,
  limits: Limits & { readonly fileBytes?: number },
): readonly [string, ...string[]] {
  const program =
    command.run.kind === 'tool'
      ? [command.run.file]
      : [
          options.node,
          ...permissionFlags(command, scratch, options),
          ...(command.run.nodeOptions ?? []),
          command.run.entry,
        ];
  const line = launchLine([...(command.wrapper ?? []), ...program, ...command.args], {
    ...limits,
    fileBytes: limits.fileBytes ?? limits.fileMiB * 2 ** 20,
  });
  return options.identity.kind === 'nobody-reading'
    ? [options.identity.prefix[0] as string, ...options.identity.prefix.slice(1), ...line]
    : line;
}

function permissionFlags(command: BoxCommand, scratch: string, options: ProcessBoxOptions): string[] {
  const grant = command.permission ?? { kind: 'off' };
  if (grant.kind === 'off') return [];
  return [
    '--permission',
    ...[options.app, scratch, ...options.readable].map((folder) => `--allow-fs-read=${folder}`),
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
