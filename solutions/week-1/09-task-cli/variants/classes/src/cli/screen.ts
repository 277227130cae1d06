import type { Task } from '../domain/model.ts';

/** All texts for people. */
export class Screen {
  rows(tasks: readonly Task[]): string {
    if (tasks.length === 0) return 'No tasks.\n';
    return tasks.map((task) => `${this.#row(task)}\n`).join('');
  }

  card(task: Task): string {
    const lines = [
      `Task ${task.id}: ${this.escape(task.title)}`,
      `  status    ${task.status}`,
      `  priority  ${task.priority}`,
      `  due       ${task.due ?? 'no date'}`,
      `  created   ${task.createdAt}`,
    ];
    if (task.doneAt !== null) lines.push(`  finished  ${task.doneAt}`);
    return `${lines.join('\n')}\n`;
  }

  json(value: unknown): string {
    return `${JSON.stringify(value)}\n`;
  }

  help(): string {
    const commands = ['add', 'list', 'show', 'edit', 'done', 'reopen', 'rm', 'import', 'export'];
    return `task keeps a list of tasks.\n\n${commands.map((name) => `  task ${this.#usage(name)}\n`).join('')}`;
  }

  helpFor(command: string): string {
    return `task ${this.#usage(command)}\nEvery command takes --timeout MILLISECONDS.\n`;
  }

  /** Control characters as \\u escapes. */
  escape(text: string): string {
    let shown = '';
    for (const character of text) {
      const code = character.codePointAt(0) ?? 0;
      const control = code < 0x20 || (code >= 0x7f && code <= 0x9f);
      shown += control ? `\\u${code.toString(16).padStart(4, '0')}` : character;
    }
    return shown;
  }

  #row(task: Task): string {
    const due = task.due === null ? '' : `, due ${task.due}`;
    return `${String(task.id).padStart(4)}. ${this.escape(task.title)} [${task.status}, ${task.priority}${due}]`;
  }

  #usage(command: string): string {
    switch (command) {
      case 'add':
        return 'add TITLE [--due DATE] [--priority low|normal|high]';
      case 'list':
        return 'list [--status open|done|all] [--json]';
      case 'show':
        return 'show ID [--json]';
      case 'edit':
        return 'edit ID [--title TITLE] [--due DATE|none] [--priority low|normal|high]';
      case 'import':
        return 'import FILE';
      case 'export':
        return 'export [--format json|ndjson]';
      default:
        return `${command} ID`;
    }
  }
}
