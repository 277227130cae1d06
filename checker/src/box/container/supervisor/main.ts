import { connect } from 'node:net';
import { readMessages, writeMessage } from '../message-lines.ts';
import { insidePaths, type Notice, type Opening, type Request } from '../protocol.ts';
import { carryOut } from './carry-out.ts';
import { openPorts } from './open-ports.ts';
import { openProcesses } from './open-processes.ts';
import { takeCensus } from './take-census.ts';

/**
 * Runs as root in the container of a box, with the rights to change users and to kill and no others, and does what the judge
 * tells it. It reads nothing that a submission wrote but bytes that it passes on. It ends with the judge's connection, and
 * the container with it.
 */
const control = connect({ path: insidePaths.socket });
const leave = () => process.exit(0);
control.on('close', leave).on('error', leave);

const tell = (notice: Notice) => writeMessage(control, notice);
const census = takeCensus();
const processes = openProcesses(tell);
const ports = openPorts();

control.once('connect', () => {
  const opening: Opening = { is: 'control' };
  writeMessage(control, opening);
  tell({ told: 'ready' });
});
readMessages(control, (message) => {
  const request = message as Request;
  carryOut(request, { processes, ports, census }).then(
    (value) => tell({ told: 'done', id: request.id, value }),
    (error: Error & { readonly code?: string }) =>
      tell({ told: 'refused', id: request.id, code: error.code ?? 'ERROR', message: error.message }),
  );
});
