import { basename, resolve } from 'node:path';
import { CheckerError } from '../errors.ts';
import { type Entry, isJudged } from '../report/entry.ts';
import { sanitizeLine } from '../report/sanitize.ts';
import { defineCommand } from './command.ts';
import type { Context } from './context.ts';
import { annotate } from './exports/annotate.ts';
import { exportOptions } from './exports/export-options.ts';
import { forms, isOneForm, printForm } from './exports/print-form.ts';
import { writeExports } from './exports/write-exports.ts';

export const report = defineCommand({
  arguments: { files: { kind: 'many', summary: 'reports, as `check --json` or `grade` wrote them' } },
  options: {
    form: {
      kind: 'text',
      placeholder: 'form',
      choices: forms,
      summary: `what to print: ${forms.join(', ')}; by default text`,
    },
    ...exportOptions,
    key: {
      kind: 'list',
      placeholder: 'public.pem',
      summary: 'take only reports that this key signed; may be repeated',
    },
  },
  description:
    'Makes other forms of reports that were made earlier; judges nothing. A submission is called by its signature, else by the name of its file. Without --key signatures are not looked at. Where one file cannot be used, each that cannot is told in a line, and nothing is written.',
  examples: [
    ['report reports/ada.json', 'show it again'],
    ['report reports/*.json --csv marks.csv --junit class.xml', 'a class in two forms'],
    ['report reports/*.json --key grading.pub.pem --form csv', 'only what was signed'],
  ],
  async run(context, { files }, { form = 'text', key: keyFiles, ...wishes }) {
    if (files.length === 0)
      throw new CheckerError('USAGE', 'no report was named', {
        hint: 'For example: `npm run checker -- report reports/*.json --form csv`.',
      });
    const entries = await readEntries(context, files, keyFiles);
    if (isOneForm(form) && entries.length > 1)
      throw new CheckerError(
        'USAGE',
        `--form ${form} is of one submission, and ${entries.length} were named`,
        {
          hint: `--${form} <folder> writes one file for each.`,
        },
      );
    await writeExports(context, entries, wishes);
    const screen = await printForm(form, entries, context);
    const isScreen = form === 'text';
    context.stdout.write(isScreen && wishes.github ? annotate(screen, entries, context, null) : screen);
    return 0;
  },
});

async function readEntries(
  { cwd }: Context,
  files: readonly string[],
  keyFiles: readonly string[],
): Promise<Entry[]> {
  const { readEntry } = await import('../integrity/read-entry.ts');
  const { readPublicKey } = await import('../integrity/read-key.ts');
  const keys = await Promise.all(keyFiles.map((file) => readPublicKey(resolve(cwd, file))));
  const entries: Entry[] = [];
  const faults: string[] = [];
  const fault = (file: string, why: string) => faults.push(`${sanitizeLine(file)}: ${why}`);
  const signed = new Map<string, string>();
  for (const file of files) {
    const name = basename(file).replace(/\.json$/, '');
    const reading = await readEntry(resolve(cwd, file), name, keys);
    if (reading.kind === 'bad') {
      fault(file, reading.why);
      continue;
    }
    entries.push(reading.entry);
    if (keys.length === 0 || !isJudged(reading.entry)) continue;
    // Somebody may have handed in another's report, or an older one of their own.
    const whose = `${reading.entry.submission} in ${reading.entry.report.exercise.id}`;
    const other = signed.get(whose);
    if (other === undefined) signed.set(whose, file);
    else fault(file, sanitizeLine(`it was signed for ${whose}, as ${other} was`));
  }
  if (faults.length === 0) return entries;
  throw new CheckerError('REPORT_UNREADABLE', faults.join('\n'), {
    hint: 'Nothing was written. Make them again with `check --json`, or leave them out.',
  });
}
