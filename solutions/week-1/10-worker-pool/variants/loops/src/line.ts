import type { Ticket } from './ticket.ts';

/** Tickets in line. Those torn up are stepped over, and swept out when they are the larger part. */
export class Line {
  #tickets: Ticket[] = [];
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  join(ticket: Ticket): void {
    this.#tickets.push(ticket);
    this.#length += 1;
  }

  next(): Ticket | undefined {
    while (this.#head < this.#tickets.length) {
      const ticket = this.#tickets[this.#head++];
      this.#sweep();
      if (ticket === undefined || ticket.isTornUp) continue;
      this.#length -= 1;
      return ticket;
    }
    return undefined;
  }

  left(): void {
    this.#length -= 1;
    if (this.#tickets.length - this.#head > 2 * this.#length + 32) {
      this.#tickets = this.#tickets.slice(this.#head).filter((ticket) => !ticket.isTornUp);
      this.#head = 0;
    }
  }

  all(): Ticket[] {
    return this.#tickets.slice(this.#head).filter((ticket) => !ticket.isTornUp);
  }

  #sweep(): void {
    if (this.#head < 1024) return;
    this.#tickets = this.#tickets.slice(this.#head);
    this.#head = 0;
  }
}
