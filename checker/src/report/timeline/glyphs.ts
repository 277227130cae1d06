/** What a timeline is drawn with. Each is one column wide, and no two are told apart by colour alone. */
export interface Glyphs {
  readonly begin: string;
  readonly end: string;
  readonly run: string;
  readonly point: string;
  readonly broken: string;
  readonly wait: string;
  readonly leftOut: string;
  readonly goesOn: string;
  readonly pointer: string;
}

export function takeGlyphs(unicode: boolean): Glyphs {
  return unicode ? drawn : ascii;
}

const drawn: Glyphs = {
  begin: '├',
  end: '┤',
  run: '─',
  point: '●',
  broken: '✗',
  wait: '┄',
  leftOut: '┊',
  goesOn: '▸',
  pointer: '▲',
};

const ascii: Glyphs = {
  begin: '[',
  end: ']',
  run: '-',
  point: 'o',
  broken: 'x',
  wait: '~',
  leftOut: ':',
  goesOn: '>',
  pointer: '^',
};
