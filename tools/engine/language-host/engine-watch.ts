import { connect } from "node:net";

const pollMilliseconds = 1_000;

/**
 * Calls back once when nobody listens any more on the engine's address, such as `127.0.0.1:40001`.
 *
 * A killed engine (SIGKILL) tells nobody, and a host that stays would keep policy packs and providers alive with it.
 * Only a refused connection counts: a slow or busy engine is still there.
 */
export function watchEngine(address: string, whenGone: () => void): void {
  const [host, port] = splitAddress(address);
  if (host === undefined || port === undefined) return;
  const timer = setInterval(() => {
    const socket = connect({ host, port });
    socket.on("connect", () => socket.destroy());
    socket.on("error", (error: NodeJS.ErrnoException) => {
      socket.destroy();
      if (error.code !== "ECONNREFUSED") return;
      clearInterval(timer);
      whenGone();
    });
  }, pollMilliseconds);
  timer.unref();
}

function splitAddress(address: string): readonly [host?: string, port?: number] {
  const match = /^(.+):(\d+)$/.exec(address);
  return match?.[1] === undefined ? [] : [match[1], Number(match[2])];
}
