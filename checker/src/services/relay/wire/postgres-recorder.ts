import type { Ledger } from '../ledger.ts';
import type { ConnectionRecord, Mutable, Statement } from '../records.ts';
import { type BackendMessage, readBackend, wantedOfBackend } from './backend-message.ts';
import { createBatches } from './batches.ts';
import { createFrameReader } from './frames.ts';
import { type FrontendMessage, readFrontend, wantedOfFrontend } from './frontend-message.ts';
import type { Recorder } from './recorder.ts';

interface Prepared {
  readonly sql: string;
  readonly sqlBytes: number;
}
interface Portal {
  readonly prepared: string;
  readonly text: Prepared;
  readonly parameters: number;
}

const neverPrepared: Prepared = { sql: '', sqlBytes: 0 };
const neverBound: Portal = { prepared: '', text: neverPrepared, parameters: 0 };

/** Follows one connection to PostgreSQL: protocol 3, "Message Flow" in its manual. */
export function createPostgresRecorder(connection: Mutable<ConnectionRecord>, ledger: Ledger): Recorder {
  const prepared = new Map<string, Prepared>();
  const portals = new Map<string, Portal>();
  const batches = createBatches(ledger.now, (statement) =>
    ledger.tell({ kind: 'statement-ended', statement }),
  );

  const stop = (why: string) => {
    if (connection.recording.kind === 'stopped') return;
    connection.recording = { kind: 'stopped', why };
    // What cannot be read is a session for all that is known.
    if (connection.use === 'unknown') ledger.addSession(connection);
    ledger.tell({ kind: 'recording-stopped', connection, why });
  };
  const addStatement = (kind: Statement['kind'], { prepared: name, text, parameters }: Portal) => {
    const statement: Mutable<Statement> = {
      order: ledger.next(),
      connection: connection.id,
      kind,
      sql: text.sql,
      sqlBytes: text.sqlBytes,
      prepared: kind === 'simple' ? null : name,
      parameters,
      at: ledger.now(),
      ended: null,
      tag: null,
      sqlstate: null,
      skipped: false,
      transactionStatusAfter: null,
    };
    ledger.addStatement(statement);
    if (kind === 'simple') batches.addSimple(statement);
    else batches.addExtended(statement);
  };

  const takeFrontend = (message: FrontendMessage): void => {
    switch (message.name) {
      case 'startup': {
        const { user, database, applicationName } = message;
        connection.startup = { user, database, applicationName };
        client.setTyped(true);
        batches.close();
        ledger.addSession(connection);
        break;
      }
      case 'ssl-request':
      case 'gss-request':
        server.expectSingleByte();
        break;
      case 'cancel-request':
        connection.use = 'cancel';
        connection.pid = message.pid;
        ledger.tell({ kind: 'cancel', connection });
        break;
      case 'query':
        addStatement('simple', { ...neverBound, text: message });
        break;
      case 'parse':
        batches.begin();
        prepared.set(message.prepared, { sql: message.sql, sqlBytes: message.sqlBytes });
        break;
      case 'bind':
        batches.begin();
        portals.set(message.portal, {
          prepared: message.prepared,
          text: prepared.get(message.prepared) ?? neverPrepared,
          parameters: message.parameters,
        });
        break;
      case 'execute':
        addStatement('extended', portals.get(message.portal) ?? neverBound);
        break;
      case 'close':
        batches.begin();
        (message.what === 'statement' ? prepared : portals).delete(message.of);
        break;
      case 'sync':
      case 'function-call':
        batches.close();
        break;
      case 'copy-done':
      case 'copy-fail':
        batches.copyEnded();
        break;
      case 'describe':
        batches.begin();
        break;
      case 'flush':
      case 'terminate':
        break;
      default:
        message satisfies never;
    }
  };
  const takeBackend = (message: BackendMessage): void => {
    switch (message.name) {
      case 'ready':
        batches.ready(message.transactionStatus);
        break;
      case 'error':
        batches.fail(message.sqlstate);
        break;
      case 'command-complete':
        batches.complete(message.tag);
        break;
      case 'empty-query':
      case 'portal-suspended':
        batches.complete(null);
        break;
      case 'backend-key':
        connection.pid = message.pid;
        break;
      case 'copy-in':
        batches.copyBegan();
        break;
      default:
        message satisfies never;
    }
  };

  const client = createFrameReader({
    typed: false,
    wanted: wantedOfFrontend,
    onFrame(type, source, start, end, bodyBytes) {
      const message = readFrontend(type, source, start, end, bodyBytes);
      if (message === null) return `a message ${nameOf(type)} of the client that makes no sense`;
      takeFrontend(message);
      ledger.tell({ kind: 'message', connection, message });
      return null;
    },
  });
  const server = createFrameReader({
    typed: true,
    wanted: wantedOfBackend,
    onFrame(type, source, start, end) {
      const message = readBackend(type, source, start, end);
      if (message === null) return `a message ${nameOf(type)} of the server that makes no sense`;
      takeBackend(message);
      ledger.tell({ kind: 'message', connection, message });
      return null;
    },
    onSingleByte: (byte) => (byte === noEncryption ? null : 'the connection is encrypted'),
  });
  const readWith = (reader: typeof client) => (chunk: Buffer) => {
    if (connection.recording.kind === 'stopped') return;
    const why = reader.read(chunk);
    if (why !== null) stop(why);
  };
  return { fromClient: readWith(client), fromServer: readWith(server) };
}

const noEncryption = 'N'.charCodeAt(0);

function nameOf(type: number): string {
  return type === 0 ? 'at the start' : String.fromCharCode(type);
}
