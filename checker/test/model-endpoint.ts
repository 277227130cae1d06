import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export interface ModelRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: { readonly model: string; readonly [field: string]: unknown };
}

export interface ModelEndpoint extends AsyncDisposable {
  readonly origin: string;
  readonly requests: readonly ModelRequest[];
  /** Settles when a request has come in. */
  asked(): Promise<unknown>;
}

export type Reply = (request: ModelRequest, response: ServerResponse) => void;

/** A server that stands for a language model: real HTTP on a port of its own; `reply` decides what it says, if anything. */
export async function startModelEndpoint(reply: Reply): Promise<ModelEndpoint> {
  const requests: ModelRequest[] = [];
  const server = createServer(async (incoming, response) => {
    const body = (await json(incoming)) as ModelRequest['body'];
    const request = { path: incoming.url ?? '', headers: incoming.headers, body };
    requests.push(request);
    server.emit('asked');
    reply(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    asked: () => once(server, 'asked'),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The text as each kind of endpoint wraps it; which one is told by the path. */
export function saying(text: string): Reply {
  return ({ path }, response) => {
    const wrapped = path.endsWith('/messages')
      ? { content: [{ type: 'text', text }], stop_reason: 'end_turn' }
      : path.endsWith('/api/chat')
        ? { message: { role: 'assistant', content: text }, done: true }
        : { choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }] };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(wrapped));
  };
}

export function failing(status: number): Reply {
  return ({ headers }, response) => {
    // As real ones do, it repeats the key that it does not like.
    response.statusCode = status;
    response.end(JSON.stringify({ error: { message: `bad key ${headers.authorization}` } }));
  };
}
