import { isUtf8 } from 'node:buffer';
import { damaged, unsafe } from './archive-errors.ts';

/**
 * Goes through a tar by the sizes in its plain headers, before the library reads it, and refuses what programs are known to
 * read in different ways: sizes from extended headers, sparse files, records that do not fit their length, bytes after the
 * end. (POSIX pax, "ustar Interchange Format" and "pax Header Block";
 * GNU tar manual, "Basic Tar Format".)
 *
 * @returns how many bytes each entry has; what only describes the next one is none
 */
export function walkTar(tar: Buffer): readonly number[] {
  let at = 0;
  const sizes: number[] = [];
  while (at + block <= tar.length) {
    const header = tar.subarray(at, at + block);
    if (isZero(header)) {
      checkEnd(tar, at);
      return sizes;
    }
    const type = String.fromCharCode(header[156] ?? 0);
    const size = sizeOf(header, type);
    const body = tar.subarray(at + block, at + block + size);
    if (body.length < size) throw damaged('ends in the middle of a file');
    if (type === 'x' || type === 'g' || type === 'X') checkExtended(body, type === 'g');
    else if (type === 'L' || type === 'K' || type === 'N') checkLongName(body);
    else sizes.push(size);
    at += block + Math.ceil(size / block) * block;
  }
  throw damaged('ends before its end mark');
}

const block = 512;

function isZero(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0);
}

/** Two empty blocks, then nothing but padding. */
function checkEnd(tar: Buffer, at: number): void {
  if (tar.length < at + 2 * block || !isZero(tar.subarray(at, at + 2 * block)))
    throw damaged('ends before its end mark');
  if (!isZero(tar.subarray(at + 2 * block))) throw damaged('goes on after its end mark');
}

function sizeOf(header: Buffer, type: string): number {
  const field = header.subarray(124, 136);
  const digits = /^ *([0-7]*)[ \0]*$/.exec(field.toString('latin1'))?.[1];
  if (digits === undefined) throw damaged('has a file whose size is no number');
  const size = digits === '' ? 0 : Number.parseInt(digits, 8);
  if (size > 0 && '123456'.includes(type)) {
    const what = type === '5' ? 'folder' : 'link or device';
    throw damaged(`has a ${what} with a size, which programs skip in different ways`);
  }
  return size;
}

/** Records `<length> <key>=<value>\n`, where the length is that of the whole record in bytes. */
function checkExtended(body: Buffer, isGlobal: boolean): void {
  const seen = new Set<string>();
  for (let at = 0; at < body.length && !isZero(body.subarray(at)); ) {
    const blank = body.indexOf(' ', at);
    const digits = body.toString('latin1', at, blank);
    const length = /^[1-9]\d{0,6}$/.test(digits) && blank > at ? Number(digits) : 0;
    const equals = body.indexOf('=', blank);
    const end = at + length;
    if (length === 0 || equals < 0 || equals >= end || end > body.length || body[end - 1] !== newline)
      throw damaged('has an extended header that does not fit its length');
    checkRecord(
      body.toString('latin1', blank + 1, equals),
      body.subarray(equals + 1, end - 1),
      isGlobal,
      seen,
    );
    at = end;
  }
}

const newline = 0x0a;

function checkRecord(key: string, value: Buffer, isGlobal: boolean, seen: Set<string>): void {
  const text = value.toString('utf8');
  if (key.startsWith('GNU.sparse')) throw unsafe(text, 'belongs to a sparse file');
  if (key === 'size' || key === 'type' || key === 'mode')
    throw damaged(`takes the ${key} of a file from an extended header, which not all programs heed`);
  if (text.split('\n').slice(1).some(looksLikeRecord)) throw damaged('has an extended header within another');
  if (key !== 'path' && key !== 'linkpath') return;
  if (isGlobal) throw damaged('gives all its files the same name');
  if (seen.has(key)) throw damaged('names a file twice in one extended header');
  seen.add(key);
  if (!isUtf8(value)) throw unsafe(text, 'has a name that is not UTF-8');
  if (value.includes(0)) throw unsafe(text, 'has a NUL in its name');
  // The library would drop the record and take the shorter name of the plain header.
  if (value.includes(newline)) throw unsafe(text, 'has a control character in its name');
}

/** To the library every line is one that is as long as the number at its beginning says, also within a value. */
function looksLikeRecord(line: string): boolean {
  return /^\d+ [^=]+=/.test(line) || Number.parseInt(line, 10) === Buffer.byteLength(line) + 1;
}

function checkLongName(body: Buffer): void {
  const text = body.toString('utf8').replace(/\0+$/, '');
  if (text.includes('\0')) throw unsafe(text, 'has a NUL in its name');
}
