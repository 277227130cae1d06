import { HTTPParser } from 'http-parser-js';
import type { RawResponse } from './http-client.ts';

export interface ResponseReader {
  readonly responses: readonly RawResponse[];
  read(chunk: Buffer): void;
  /** The connection has ended: a body without a length ends with it. */
  end(): void;
}

/** Takes HTTP/1.1 responses out of a stream of bytes. Reads no further where the bytes are no HTTP. */
export function readResponses(): ResponseReader {
  const responses: RawResponse[] = [];
  const parser = new HTTPParser(HTTPParser.RESPONSE);
  let head: Pick<RawResponse, 'status' | 'headers'> = { status: 0, headers: {} };
  let body: Buffer[] = [];
  let reading = true;
  parser[HTTPParser.kOnHeadersComplete] = ({ statusCode, headers }) => {
    head = { status: statusCode, headers: paired(headers) };
    body = [];
    return 0;
  };
  parser[HTTPParser.kOnBody] = (chunk, offset, length) => {
    body.push(Buffer.from(chunk.subarray(offset, offset + length)));
  };
  parser[HTTPParser.kOnMessageComplete] = () => {
    responses.push({ ...head, body: Buffer.concat(body).toString('utf8') });
  };
  return {
    responses,
    read(chunk) {
      if (reading && parser.execute(chunk) instanceof Error) reading = false;
    },
    end() {
      if (reading) parser.finish();
      reading = false;
    },
  };
}

function paired(flat: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let at = 0; at < flat.length; at += 2) {
    const name = (flat[at] ?? '').toLowerCase();
    const value = flat[at + 1] ?? '';
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  return headers;
}
