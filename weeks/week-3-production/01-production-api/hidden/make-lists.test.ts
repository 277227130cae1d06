import { stripVTControlCharacters } from 'node:util';
import {
  broken,
  expectRun,
  expectThat,
  type Files,
  type MakeHost,
  type Run,
  requirement,
  showValue,
} from 'checker/kit';
import { askedOfDocker, composeEnv, dockerThat, targets, tellAsked } from './makefile.ts';

requirement('help', async ({ make }) => {
  const alone = await make.run([]);
  const look =
    'What does somebody type who sees this folder for the first time, and what do they want to know?';
  expectRun(alone, { code: 0, look });
  const lines = stripVTControlCharacters(alone.stdout).split('\n');
  const missing = targets.filter((target) => !lines.some((line, at) => tells(line, lines[at + 1], target)));
  expectThat(missing.length === 0, {
    expected: `\`make\` alone to print a line for each of ${targets.join(', ')}, with some words about it`,
    saw: `none for ${missing.join(', ')}, in ${showValue(alone.stdout.slice(0, 1500))}`,
    look:
      missing.length === targets.length
        ? look
        : 'What finds the targets in your Makefile? Look at the names that it missed, letter by letter.',
  });
  const asked = await make.run(['help']);
  expectRun(asked, { code: 0, look: 'Is there a target of that name?' });
  expectThat(asked.stdout === alone.stdout, {
    expected: '`make help` to print what `make` alone prints',
    saw: `${showValue(asked.stdout.slice(0, 700))}`,
    look: 'Which target is the default?',
  });
});

/** A line that begins with the target and goes on with words, or with words in an indented line below. */
function tells(line: string, next: string | undefined, target: string): boolean {
  const [, rest] =
    new RegExp(`^[^\\w-]*(?:make\\s+)?${RegExp.escape(target)}(?![\\w-])(.*)$`).exec(line) ?? [];
  if (rest === undefined) return false;
  return hasWords(rest) || (next !== undefined && /^\s/.test(next) && hasWords(next));
}

function hasWords(text: string): boolean {
  const words = text.match(/[\p{L}][\p{L}’'-]+/gu) ?? [];
  return words.some((word) => word !== 'make' && !(targets as readonly string[]).includes(word));
}

/** Words that GNU make has for a target that it does not make. */
const nothing = /is up to date\.|Nothing to be done for/;

requirement('phony', async ({ make, files }) => {
  const wouldDo = async (target: string) => {
    const run = await make.run(['-n', target], { env: composeEnv });
    expectRun(run, {
      code: 0,
      look: 'Is there such a target? `make -n` only says what it would do.',
    });
    return run.stdout;
  };
  const before = new Map<string, string>();
  for (const target of targets) before.set(target, await wouldDo(target));
  for (const target of targets) {
    if (!files.exists(`submission/${target}`)) files.write(`submission/${target}`, 'a file like any other\n');
  }
  for (const target of targets) {
    const then = await wouldDo(target);
    expectThat(!nothing.test(then) && steady(then) === steady(before.get(target) ?? ''), {
      expected: `\`make ${target}\` to do the same as ever, beside files and folders named ${targets.join(', ')}`,
      saw: nothing.test(then)
        ? `it does nothing: ${showValue(then.trim().slice(0, 300))}`
        : `\`make -n ${target}\` says ${showValue(then.slice(0, 600))}, and without them ${showValue(before.get(target)?.slice(0, 600))}`,
      look: 'How does make decide whether a target has to be made? What tells it that a name is no file?',
    });
  }
});

/** Without numbers, which may be the time of day. */
function steady(text: string): string {
  return text.replaceAll(/\d+/g, '0');
}

requirement('up', async ({ make, files }) => {
  await expectAsked({
    make,
    files,
    target: 'up',
    fits: (words) => isCompose(words, 'up'),
    expected: '`docker compose up …`',
    look: '`make -n up` shows what it would do. Which command starts all services of a Compose file?',
  });
});

requirement('down', async ({ make, files }) => {
  const { calls } = await expectAsked({
    make,
    files,
    target: 'down',
    fits: (words) => isCompose(words, 'down'),
    expected: '`docker compose down …`',
    look: '`make -n down` shows what it would do. What takes away what `up` has created?',
  });
  const harm = calls.find(removesVolumes);
  if (harm === undefined) return;
  broken({
    expected: '`make down` to leave the volumes, in which the data lie',
    saw: tellAsked([harm]),
    look: 'Read what each of its options removes: `docker compose down --help`.',
  });
});

requirement('docker-build', async ({ make, files }) => {
  const { run, calls } = await expectAsked({
    make,
    files,
    target: 'docker-build',
    fits: isBuild,
    expected: '`docker build …`',
    look: '`make -n docker-build` shows what it would do.',
  });
  const builds = calls.filter(isBuild);
  const here = files.path(make.folder);
  expectThat(
    builds.some((words) => words.some((word) => /^\.\/?$/.test(word) || word.replace(/\/$/, '') === here)),
    {
      expected: 'the folder itself as the context of the build: `docker build … .`',
      saw: `${tellAsked(builds)}${tellOutput(run)}`,
      look: 'What does the build need to find, and which folder is sent?',
    },
  );
});

interface Wish {
  readonly make: MakeHost;
  readonly files: Files;
  readonly target: string;
  readonly fits: (words: readonly string[]) => boolean;
  readonly expected: string;
  readonly look: string;
}

/** With a docker that only notes what it is asked. */
async function expectAsked({ make, files, target, fits, expected, look }: Wish) {
  const run = await make.run([target], { commands: dockerThat('works'), env: composeEnv });
  expectRun(run, { code: 0, look });
  const calls = askedOfDocker(files);
  expectThat(calls.some(fits), {
    expected: `\`make ${target}\` to run ${expected}`,
    saw: `${tellAsked(calls)}${tellOutput(run)}`,
    look,
  });
  return { run, calls };
}

function tellOutput({ stdout }: Run): string {
  return stdout.trim() === '' ? '' : `; make said ${showValue(stdout.slice(0, 300))}`;
}

/** Flags of `docker compose` itself may stand between, such as `--file compose.yaml`. */
function isCompose([program, ...words]: readonly string[], command: string): boolean {
  const at = words.indexOf(command);
  return program === 'docker' && words[0] === 'compose' && at > 0 && !words.slice(1, at).some(isOtherCommand);
}

function isOtherCommand(word: string): boolean {
  return ['up', 'down', 'start', 'stop', 'run', 'exec', 'build', 'create', 'ps', 'logs', 'rm'].includes(word);
}

function isBuild([program, ...words]: readonly string[]): boolean {
  const [first, second] = words.filter((word) => !word.startsWith('-'));
  return (
    program === 'docker' &&
    (first === 'build' || ((first === 'buildx' || first === 'image') && second === 'build'))
  );
}

function removesVolumes(words: readonly string[]): boolean {
  if (words.includes('volume')) return words.includes('rm') || words.includes('prune');
  return words.some((word) => /^--volumes(=true)?$/.test(word) || /^-[a-z]*v[a-z]*$/.test(word));
}
