/** A file that every folder of grades has. */
export const gradesMark = 'journal.jsonl';
