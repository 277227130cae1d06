/** A sleep that others can end; also one that has not begun yet. */
export class Nap {
  #end: (() => void) | undefined;
  #isDue = false;

  wake(): void {
    this.#isDue = true;
    this.#end?.();
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#end = undefined;
        this.#isDue = false;
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.#end = end;
      if (this.#isDue) end();
    });
  }
}
