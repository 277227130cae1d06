import type { TaskFields } from './model.ts';

/** One JSON object as it was sent, and what is wrong with it. Forms within forms share their list of faults. */
export class Form {
  readonly #at: string;
  readonly #values: Map<string, unknown>;
  readonly faults: { pointer: string; detail: string }[];
  readonly #isObject: boolean;

  constructor(value: unknown, at = '', faults: Form['faults'] = []) {
    this.#at = at;
    this.faults = faults;
    this.#isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    this.#values = new Map(this.#isObject ? Object.entries(value as object) : []);
    if (!this.#isObject) this.refuse(undefined, 'this has to be an object');
  }

  get isObject(): boolean {
    return this.#isObject;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  value(name: string): unknown {
    return this.#values.get(name);
  }

  pointer(name: string | undefined): string {
    if (name === undefined) return this.#at;
    return `${this.#at}/${name.replace(/~/g, '~0').replace(/\//g, '~1')}`;
  }

  refuse(name: string | undefined, detail: string): void {
    this.faults.push({ pointer: this.pointer(name), detail });
  }

  onlyHas(...names: string[]): this {
    for (const name of this.#values.keys()) {
      if (!names.includes(name)) this.refuse(name, 'this member does not belong here');
    }
    return this;
  }

  inner(name: string): Form {
    return new Form(this.value(name), this.pointer(name), this.faults);
  }

  /** The members of a new task, with what is left out filled in. */
  newTask(): TaskFields {
    this.onlyHas('title', 'due', 'priority');
    if (this.#isObject && !this.has('title')) this.refuse('title', 'a task needs a title');
    return { title: '', status: 'open', priority: 'normal', due: null, ...this.#fields() };
  }

  patch(): Partial<TaskFields> {
    this.onlyHas('title', 'due', 'priority', 'status');
    return this.#fields();
  }

  #fields(): Partial<TaskFields> {
    const fields: { -readonly [Name in keyof TaskFields]?: TaskFields[Name] } = {};
    if (this.has('title')) fields.title = this.#title();
    if (this.has('due')) fields.due = this.#due();
    if (this.has('priority')) fields.priority = this.#word('priority', ['low', 'normal', 'high']) ?? 'normal';
    if (this.has('status')) fields.status = this.#word('status', ['open', 'done']) ?? 'open';
    return fields;
  }

  #title(): string {
    const title = this.value('title');
    if (typeof title !== 'string') {
      this.refuse('title', 'a title is text');
      return '';
    }
    const text = title.trim();
    let length = 0;
    for (const _ of text) if (++length > 200) break;
    if (length === 0) this.refuse('title', 'a title is not empty');
    if (length > 200) this.refuse('title', 'a title has at most 200 characters');
    if (/\0|\p{Surrogate}/u.test(text)) this.refuse('title', 'a title has no NUL and no half characters');
    return text;
  }

  #due(): string | null {
    const due = this.value('due');
    if (due === null) return null;
    const [, year, month, day] = (typeof due === 'string' && /^(\d{4})-(\d\d)-(\d\d)$/.exec(due)) || [];
    const days = daysOf(Number(year), Number(month));
    if (Number(year) >= 1 && Number(day) >= 1 && Number(day) <= days) return due as string;
    this.refuse('due', 'a due date is a day of the calendar, YYYY-MM-DD');
    return null;
  }

  #word<Word extends string>(name: string, words: readonly Word[]): Word | undefined {
    const word = words.find((word) => word === this.value(name));
    if (word === undefined) this.refuse(name, `this is one of ${words.join(', ')}`);
    return word;
  }
}

function daysOf(year: number, month: number): number {
  if (!(month >= 1 && month <= 12)) return 0;
  if (month === 2) return year % 400 === 0 || (year % 4 === 0 && year % 100 !== 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
