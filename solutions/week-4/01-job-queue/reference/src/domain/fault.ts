/** What is wrong with one member of a body, told where it stands. */
export interface Fault {
  /** A JSON pointer (RFC 6901) into the body. */
  readonly pointer: string;
  readonly detail: string;
}

export function pointTo(parent: string, member: string | number): string {
  return `${parent}/${String(member).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
