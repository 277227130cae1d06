import type { Token } from '../reading/tokenize.ts';

const empty = new Set(
  'a an the of to in on at for from by with as is be it its this that these those and or i you we they he she my your our their them us me there here so also just very really quite some any such than then too into onto about over under out up down off if when while which who what how do have will would can could may might should must am get got like one thing way lot kind sort other another each own same only even still well now'.split(
    ' ',
  ),
);

/** Words that say nothing by themselves. */
export function isEmptyWord({ word, stem }: Token): boolean {
  return empty.has(word) || empty.has(stem);
}
