import type { Attack } from './attack.ts';

const titles: Readonly<Record<Attack['group'], string>> = {
  secrets: 'Reading what is not its own',
  writing: 'Changing what is not its own',
  network: 'Reaching others',
  forging: 'Verdicts that were not earned',
  judge: 'The judge itself',
  resources: 'Using up the machine',
  staying: 'Outliving the judging',
  build: 'Before anything runs, and in the report',
  kernel: 'The kernel',
};

/** The corpus as Markdown: a table for each group, with what `process` and bubblewrap are said to hold. Pure. */
export function tellAttacks(attacks: readonly Attack[]): string {
  return Object.entries(titles)
    .map(([group, title]) => {
      const rows = attacks.filter((attack) => attack.group === group).map(tellRow);
      return [
        `### ${title}`,
        '',
        '| attack | on a | process | bubblewrap |',
        '| --- | --- | --- | --- |',
        ...rows,
      ];
    })
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function tellRow({ slug, tries, against, process, prize, notYet, promise }: Attack): string {
  const what = `**${slug}**: ${tries}${promise === undefined ? '' : ` ${promise}`}`;
  if (prize === null) return `| ${what} | ${against} | no matter | no matter |`;
  return `| ${what} | ${against} | ${process} | ${notYet === undefined ? 'held' : `not yet: ${notYet}`} |`;
}
