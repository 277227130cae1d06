import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import MarkdownIt from 'markdown-it';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { siphash } from '../kit/driver/siphash.ts';
import { commands } from '../src/cli/commands.ts';
import { limitsSchema } from '../src/course/manifest.ts';
import { repository } from '../src/repository.ts';

const pages = ['README.md', ...pagesBelow('docs'), ...pagesBelow('weeks')].map((file) => ({
  file,
  text: readFileSync(join(repository, file), 'utf8'),
}));
const each = test.each(pages);

test('there are pages for learners, instructors and authors', () => {
  const folders = new Set(pages.map(({ file }) => file.split('/').slice(0, 2).join('/')));
  expect([...folders]).toEqual(
    expect.arrayContaining(['README.md', 'docs/learner', 'docs/instructor', 'docs/author']),
  );
});

each('$file: every link leads to a file, and to a heading in it', ({ file, text }) => {
  expect(linksOf(text).filter((link) => !leadsSomewhere(link, file))).toEqual([]);
});

each('$file: every make target is in the Makefile', ({ text }) => {
  const known = [...readFileSync(join(repository, 'Makefile'), 'utf8').matchAll(/^([a-z-]+):/gm)];
  const named = [...codeOf(text).matchAll(/(?:^|\s)make ([a-z-]+)/gm)].map(([, target]) => target);
  expect(named.filter((target) => !known.some(([, name]) => name === target))).toEqual([]);
});

each('$file: every command of the checker is one, with options that it has', async ({ text }) => {
  for (const { command, options } of calls(text)) {
    const entry = commands.find(({ name }) => name === command);
    expect(entry, `the command ${command}`).toBeDefined();
    const known = Object.entries((await entry?.load())?.options ?? {}).flatMap(([key, { short }]) => [
      `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      ...(short === undefined ? [] : [`-${short}`]),
    ]);
    expect([...known, '--help', '--color', '--no-color']).toEqual(expect.arrayContaining(options));
  }
});

each('$file: what is quoted from a file stands there', ({ text }) => {
  for (const [, source = '', quoted = ''] of text.matchAll(/<!-- from: (\S+) -->\n```\w+\n(.*?)\n```/gs)) {
    expect(readFileSync(join(repository, source), 'utf8')).toContain(quoted);
  }
});

test('the test vector of the driver page is right', () => {
  const page = readFileSync(join(repository, 'docs/author/driver.md'), 'utf8');
  const [, code, message = ''] = /^([0-9a-f]{16}) (0 \{.*\})$/m.exec(page) ?? [];
  const key = JSON.parse(/"key":(\[[^\]]*\])/.exec(page)?.[1] ?? '[]') as number[];
  expect(code).toBe(siphash(key, message, (text, at) => text.charCodeAt(at)));
});

test('the defaults on the page about limits are those of the manifest', () => {
  const page = readFileSync(join(repository, 'docs/author/limits.md'), 'utf8');
  const { limits } = parse(/```yaml\n(limits:.*?)```/s.exec(page)?.[1] ?? '') as { limits: unknown };
  expect(limits).toEqual(limitsSchema.parse({}));
});

function pagesBelow(folder: string): string[] {
  return readdirSync(join(repository, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => relative(repository, join(entry.parentPath, entry.name)))
    .filter(
      (file) => !file.includes('node_modules') && (folder !== 'weeks' || basename(file) === 'README.md'),
    )
    .sort();
}

function tokensOf(text: string) {
  return new MarkdownIt({ html: true })
    .parse(text, {})
    .flatMap((token) => [token, ...(token.children ?? [])]);
}

function linksOf(text: string): string[] {
  return tokensOf(text)
    .map((token) => String(token.attrGet('href') ?? token.attrGet('src') ?? 'none:'))
    .filter((link) => !/^[a-z]+:/.test(link));
}

function leadsSomewhere(link: string, file: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? join(repository, file) : resolve(placeOf(file), decodeURI(path));
  if (!existsSync(target)) return false;
  return anchor === undefined || anchorsOf(readFileSync(target, 'utf8')).includes(anchor);
}

/** A starter's page is read where the starter is laid out: workspace/<exercise>. */
function placeOf(file: string): string {
  const starter = /\/\d\d-([^/]+)\/starter\//.exec(file);
  return starter === null
    ? join(repository, dirname(file))
    : join(repository, 'workspace', starter[1] as string);
}

/** As code hosts make them of headings: lower case, no punctuation, hyphens for blanks. */
function anchorsOf(text: string): string[] {
  const tokens = tokensOf(text);
  return tokens.flatMap((token, index) =>
    token.type === 'heading_open'
      ? [
          (tokens[index + 1]?.content ?? '')
            .toLowerCase()
            .replace(/[^\p{L}\p{N}\s_-]/gu, '')
            .replaceAll(' ', '-'),
        ]
      : [],
  );
}

/** Code spans and blocks, one after the other; a command that goes on in the next line is one line. */
function codeOf(text: string): string {
  return tokensOf(text)
    .filter(({ type }) => ['code_inline', 'fence', 'code_block'].includes(type))
    .map(({ content }) => content.replaceAll(/\\\n\s*/g, ''))
    .join('\n');
}

function calls(text: string): { readonly command: string; readonly options: string[] }[] {
  const call = /(?:npm run (?:--silent )?checker --|\.bin\/checker)(?: --root \S+)? ([a-z]+)(.*)/g;
  return [...codeOf(text).matchAll(call)].map(([, command = '', rest = '']) => {
    // What is said about a command stands two blanks or more behind it, or after a #.
    const words = (rest.split(/ {2,}| #/)[0] ?? '').split(' ');
    return { command, options: words.filter((word) => word.startsWith('-')) };
  });
}
