export class UnknownOrderError extends Error {
  readonly id: string;
  constructor(id: string) {
    super(`no such order: ${id}`);
    this.name = new.target.name;
    this.id = id;
  }
}
