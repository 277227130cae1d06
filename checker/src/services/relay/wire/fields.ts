/** Reads the fields of one message's excerpt. What the excerpt does not hold any more reads as null. */
export interface Fields {
  /** A string that a zero byte ends. */
  text(): string | null;
  uint16(): number | null;
  int32(): number | null;
  byte(): number | null;
  skip(bytes: number): void;
  /** As much of a string as stands here, and whether that is all of it. */
  excerptOfText(): { readonly text: string; readonly whole: boolean };
}

export function readFields(source: Buffer, start: number, end: number): Fields {
  let at = start;
  const endOfText = () => {
    const zero = source.indexOf(0, at);
    return zero === -1 || zero >= end ? null : zero;
  };
  const take = (bytes: number) => {
    if (at + bytes > end) return null;
    at += bytes;
    return at - bytes;
  };
  return {
    text() {
      const zero = endOfText();
      if (zero === null) return null;
      const text = source.toString('utf8', at, zero);
      at = zero + 1;
      return text;
    },
    uint16() {
      const place = take(2);
      return place === null ? null : source.readUInt16BE(place);
    },
    int32() {
      const place = take(4);
      return place === null ? null : source.readInt32BE(place);
    },
    byte() {
      const place = take(1);
      return place === null ? null : (source[place] ?? null);
    },
    skip(bytes) {
      at += bytes;
    },
    excerptOfText() {
      const zero = endOfText();
      const text = source.toString('utf8', at, zero ?? end);
      at = zero === null ? end : zero + 1;
      return { text, whole: zero !== null };
    },
  };
}
