/**
 * A proxy between a store and its server that cuts connections, in the middle of whatever they carry.
 *
 * @module
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Cuts a connection when so many bytes more have gone in one direction; the last of them still arrive. */
export interface Cut {
  readonly after: number;
  readonly towards: 'server' | 'store';
}

/** A proxy in front of a server. */
export interface CuttingProxy {
  readonly port: number;
  /** How many connections were cut. */
  readonly cuts: number;
  /** Cuts as planned, one cut after the other, and then no more. */
  plan(cuts: readonly Cut[]): void;
  close(): Promise<void>;
}

/** Opens a proxy in front of a server. */
export async function openProxy(host: string, port: number): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  let planned: Cut[] = [];
  let left = 0;
  let cuts = 0;
  const begin = () => {
    left = planned[0]?.after ?? 0;
  };

  /** How much of a chunk still passes if the connection is to be cut there; undefined if it is not. */
  const lastOf = (length: number, towards: Cut['towards']): number | undefined => {
    const [next] = planned;
    if (next?.towards !== towards) return undefined;
    if (length < left) {
      left -= length;
      return undefined;
    }
    const passed = left;
    planned = planned.slice(1);
    cuts += 1;
    begin();
    return passed;
  };

  const server = createServer((near) => {
    const far = connect(port, host);
    const carry = (from: Socket, to: Socket, towards: Cut['towards']) => {
      sockets.add(from);
      from.setNoDelay(true);
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      from.on('end', () => void to.end());
      from.on('data', (chunk: Buffer) => {
        const length = lastOf(chunk.length, towards);
        if (length === undefined) {
          to.write(chunk);
          return;
        }
        from.pause();
        to.write(chunk.subarray(0, length), () => {
          near.destroy();
          far.destroy();
        });
      });
    };
    carry(near, far, 'server');
    carry(far, near, 'store');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get cuts() {
      return cuts;
    },
    plan: (next) => {
      planned = [...next];
      begin();
    },
    close: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
