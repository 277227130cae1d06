import type { Options, OptionValues } from '../command.ts';

/** The forms of a report that can be written beside it, for every command that makes reports. */
export const exportOptions = {
  junit: { kind: 'text', placeholder: 'file', summary: 'also write a JUnit report to this file' },
  ctrf: {
    kind: 'text',
    placeholder: 'file',
    summary: 'also write a report in the Common Test Report Format',
  },
  csv: { kind: 'text', placeholder: 'file', summary: 'also write a row for a gradebook' },
  gradescope: {
    kind: 'text',
    placeholder: 'file',
    summary: "also write Gradescope's results.json; of several submissions, a folder of them",
  },
  classroom: {
    kind: 'text',
    placeholder: 'file',
    summary: "also write GitHub Classroom's result; of several submissions, a folder of them",
  },
  github: {
    kind: 'flag',
    summary: 'in GitHub Actions: print annotations, and add to the summary of the job',
  },
} as const satisfies Options;

export type ExportWishes = OptionValues<typeof exportOptions>;
