import { broken, expectRun, type Files, type MakeHost, type MakeOptions, type Run } from 'checker/kit';

/** The targets of the page. */
export const targets = [
  'help',
  'build',
  'test',
  'lint',
  'run',
  'migrate',
  'up',
  'down',
  'docker-build',
] as const;

/** What Compose may ask for, so that a Makefile may look whether it is there. */
export const composeEnv = { POSTGRES_PASSWORD: '0123456789abcdef0123456789abcdef', LC_ALL: 'C' };

/** For what compiles or tests: a compiler takes seconds where it is alone, and many more beside others. */
export const toolMs = 90_000;

const asked = 'asked-of-docker';

/** A docker that notes what it is asked, a line each, its words between tabs. One that fails does so at what matters alone. */
export function dockerThat(ends: 'works' | 'fails'): NonNullable<MakeOptions['commands']> {
  const note = `{ printf '%s' "\${0##*/}"; for word; do printf '\\t%s' "$word"; done; echo; } >> "$(dirname "$PWD")/${asked}"`;
  const fail = 'case " $* " in *" up "*|*" down "*|*" build "*) echo "docker: no" >&2; exit 3;; esac';
  const script = ends === 'works' ? note : `${note}\n${fail}`;
  // The older one, which is a program of its own.
  return { docker: script, 'docker-compose': script };
}

/** What docker was asked by all runs so far, as words. */
export function askedOfDocker(files: Files): readonly (readonly string[])[] {
  return (files.read(asked) ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
}

export function tellAsked(calls: readonly (readonly string[])[]): string {
  return calls.length === 0
    ? 'nothing was asked of docker'
    : calls.map((words) => `\`${words.join(' ')}\``).join(', ');
}

const byHand = 'by-hand.mk';

/** Runs `node …` in the copy, as somebody does who stands in the folder. */
export function nodeByHand(files: Files, words: readonly string[]): readonly string[] {
  files.write(byHand, `by-hand: ; @exec node ${words.join(' ')}\n`);
  return ['-s', '-f', `../${byHand}`];
}

/** `make build`, which the requirement at hand takes for granted. */
export async function makeBuild(make: MakeHost): Promise<Run> {
  const run = await make.run(['build'], { patienceMs: toolMs });
  expectRun(run, {
    code: 0,
    look: 'Run `make build` by hand: which of its steps ends with another code than 0?',
  });
  return run;
}

/** The TypeScript files below `src/`, as paths in the submission, sorted. */
export function sourcesIn(files: Files, folder = 'src'): string[] {
  return filesBelow(files, folder).filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'));
}

/** All files below a folder of the copy, as paths in the submission, sorted; none where there is no such folder. */
export function filesBelow(files: Files, folder: string): string[] {
  const prefix = `submission/${folder}/`;
  return Object.entries(files.fingerprint())
    .filter(([path, what]) => path.startsWith(prefix) && what !== 'folder')
    .map(([path]) => path.slice('submission/'.length))
    .sort();
}

/** Adds lines to a file of the copy. */
export function append(files: Files, path: string, lines: string): void {
  const text = files.read(`submission/${path}`);
  if (text === null) {
    broken({
      expected: `the file ${path}`,
      saw: 'there is none',
      look: 'The exercise’s page says which files there are.',
    });
  }
  files.write(`submission/${path}`, `${text}\n${lines}\n`);
}
