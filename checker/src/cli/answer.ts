import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { CheckerError } from '../errors.ts';
import { answerFile, answerIn, answerSheet, layAnswerSheets } from '../workspace/answers.ts';
import { attemptsFolder } from '../workspace/layout.ts';
import { withLock } from '../workspace/lock.ts';
import { findQuestion, openWritten } from '../written/open-written.ts';
import type { Question } from '../written/question.ts';
import { checkAnswers } from './answers/check-answers.ts';
import { defineCommand } from './command.ts';
import type { Context, Input } from './context.ts';
import { speak } from './spoken.ts';

export const answer = defineCommand({
  arguments: { question: { kind: 'required', summary: 'the question' } },
  options: {
    json: { kind: 'flag', summary: 'for machines' },
    junit: { kind: 'text', placeholder: 'file', summary: 'also write a JUnit report to this file' },
  },
  description:
    'Opens your answer in $VISUAL or $EDITOR and grades it when you are done. Where standard input is no terminal, the answer is read from there; what stood in the file before is saved.',
  examples: [
    ['answer heap-escape', 'write in your editor, then see the marks'],
    ['answer heap-escape < my-answer.md', 'take it from a file'],
  ],
  async run(context, { question: slug }, options) {
    const question = findQuestion(openWritten(context.root), slug);
    if (context.stdin.isTTY === true) await edit(context, question);
    else await take(context, question, await readAll(context.stdin));
    return checkAnswers(context, slug, options);
  },
});

async function edit(context: Context, question: Question): Promise<void> {
  const { root, env, cwd, signal } = context;
  const editor = env.VISUAL ?? env.EDITOR;
  if (editor === undefined || editor.trim() === '')
    throw new CheckerError('USAGE', 'no editor is set', {
      hint: `Set EDITOR, or write in ${relative(cwd, answerFile(root, question.slug))} and then: \`${speak('check', question.slug)}\`.`,
    });
  await layAnswerSheets(root, [question], signal);
  // EDITOR may hold arguments, as in `code --wait`: the shell splits it as git lets it do.
  const editing = spawn('sh', ['-c', `${editor} "$@"`, editor, answerFile(root, question.slug)], {
    stdio: 'inherit',
  });
  const code = await new Promise<number | null>((settle, fail) => {
    editing.on('error', fail).on('exit', settle);
  });
  if (code === 0) return;
  throw new CheckerError('USAGE', `the editor ended with ${code ?? 'a signal'}`, {
    hint: 'Your file is as it was saved last. Nothing was graded.',
  });
}

/** The given text becomes the answer; a different one that was there is kept among the attempts. */
async function take({ root, signal }: Context, question: Question, text: string): Promise<void> {
  if (text.trim() === '')
    throw new CheckerError('USAGE', 'standard input held no answer', {
      hint: `For example: \`npm run --silent checker -- answer ${question.slug} < my-answer.md\`.`,
    });
  await withLock(
    root,
    () => {
      const file = answerFile(root, question.slug);
      mkdirSync(dirname(file), { recursive: true });
      const before = existsSync(file) ? answerIn(readFileSync(file, 'utf8')) : '';
      if (before.trim() !== '' && before.trim() !== text.trim()) keep(root, question.slug, before);
      const fresh = `${file}.new`;
      writeFileSync(fresh, `${answerSheet(question.page)}${text.trim()}\n`);
      renameSync(fresh, file);
    },
    { signal },
  );
}

function keep(root: string, slug: string, text: string): void {
  const folder = attemptsFolder(root, `question-${slug}`);
  mkdirSync(folder, { recursive: true });
  for (let number = 1; ; number += 1) {
    const file = join(folder, `${number}.md`);
    if (existsSync(file)) continue;
    writeFileSync(file, text, { flag: 'wx' });
    return;
  }
}

/** Far more than is read of an answer; a stream without an end must not fill the memory. */
const mostBytes = 1024 * 1024;

async function readAll(input: Input): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    size += bytes.length;
    if (size > mostBytes)
      throw new CheckerError('SUBMISSION_TOO_LARGE', 'the answer is larger than 1 MiB', {
        hint: 'An answer has 60 to 200 words.',
      });
  }
  return Buffer.concat(chunks).toString('utf8');
}
