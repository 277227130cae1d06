import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { childrenCpuTicks, msPerTick } from '../../process-table.ts';
import type { Notice, Order } from '../protocol.ts';
import { dialJudge } from './dial-judge.ts';

type Start = Extract<Order, { do: 'start' }>;

export interface Processes {
  /** Resolves to its pid in the container. */
  start(order: Start): Promise<number>;
  /** False where it has ended. */
  signal(order: Extract<Order, { do: 'signal' }>): boolean;
}

export function openProcesses(tell: (notice: Notice) => void): Processes {
  const running = new Map<number, ChildProcess>();
  let started = 0;
  return {
    async start({ process: number, line: [file, ...args], cwd, env, streams, uid, gid }) {
      const sockets = await Promise.all(
        Array.from({ length: streams }, (_, stream) => dialJudge({ is: 'stream', process: number, stream })),
      );
      // As pipes that a parent makes are: Node itself sees to the first three.
      for (const socket of sockets.slice(3)) setBlocking(socket);
      const alone = running.size === 0;
      const order = ++started;
      const ticksBefore = childrenCpuTicks();
      const child = spawn(file, args, { cwd, env: { ...env }, stdio: sockets, detached: true, uid, gid });
      running.set(number, child);
      child.once('exit', (code, signal) => {
        running.delete(number);
        const ticks = childrenCpuTicks();
        const exact = alone && started === order && ticks !== null && ticksBefore !== null;
        const cpuMs = exact ? (ticks - ticksBefore) * msPerTick : null;
        tell({ told: 'ended', process: number, code, signal, cpuMs });
      });
      try {
        await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
      } catch (error) {
        running.delete(number);
        throw error;
      } finally {
        // The child holds them now: nobody else may keep them open.
        for (const socket of sockets) socket.destroy();
      }
      return child.pid as number;
    },
    signal({ process: number, signal, group }) {
      const pid = running.get(number)?.pid;
      if (pid === undefined) return false;
      try {
        return process.kill(group ? -pid : pid, signal);
      } catch {
        return false;
      }
    },
  };
}

/** A thread of a driver waits in a read of such a descriptor, as it may in one of a pipe. */
function setBlocking(socket: Socket): void {
  const { _handle: handle } = socket as unknown as { _handle: { setBlocking(on: boolean): number } };
  handle.setBlocking(true);
}
