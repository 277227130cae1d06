const levels = Object.freeze(['DEBUG', 'INFO', 'WARN', 'ERROR'] as const);

export type Level = (typeof levels)[number];

export class LogLine {
  atMs = -1;
  level: Level = 'INFO';
  status = -1;
  micros = -1;
  pathStart = -1;
  pathEnd = -1;

  /** The level whose second letter that is. */
  static levelOf(letter: number): Level {
    for (let at = 0; at < levels.length; at++) {
      const level = levels[at];
      if (level !== undefined && level.charCodeAt(1) === letter) return level;
    }
    throw new RangeError(`no level has the second letter ${letter}`);
  }
}
