import type { Task } from '../domain/task.ts';

/** For people. The title stands last, so that nothing depends on how wide it is on a screen. */
export function toTable(tasks: readonly Task[]): string {
  if (tasks.length === 0) return '';
  const idWidth = Math.max(2, String(tasks.at(-1)?.id).length);
  const row = (id: string, status: string, priority: string, due: string, title: string) =>
    `${id.padEnd(idWidth)}  ${status.padEnd(6)}  ${priority.padEnd(8)}  ${due.padEnd(10)}  ${title}\n`;
  const rows = tasks.map((task) =>
    row(String(task.id), task.status, task.priority, task.due ?? '-', visible(task.title)),
  );
  return row('ID', 'STATUS', 'PRIORITY', 'DUE', 'TITLE') + rows.join('');
}

export function toDetails(task: Task): string {
  const lines = Object.entries(task).map(
    ([field, value]) => `${field.padEnd(11)}${visible(String(value ?? '-'))}\n`,
  );
  return lines.join('');
}

export function toNdjson(tasks: readonly Task[]): string {
  return tasks.map((task) => `${JSON.stringify(task)}\n`).join('');
}

/** Control characters made visible: in a terminal they could move the cursor, or worse. */
export function visible(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) =>
    character === '\n' ? '\\n' : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}
