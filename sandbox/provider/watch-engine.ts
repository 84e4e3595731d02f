import { connect } from "node:net";

/** Calls back once when nothing answers at the engine's address any more, so that no plugin outlives its engine. */
export function watchEngine(address: string, gone: () => void, everyMs = 2000): () => void {
  const [host = "127.0.0.1", port = "0"] = address.split(/:(?=\d+$)/);
  const timer = setInterval(() => {
    const socket = connect({ host, port: Number(port) });
    socket.once("connect", () => socket.destroy());
    socket.once("error", () => {
      clearInterval(timer);
      gone();
    });
  }, everyMs);
  return () => clearInterval(timer);
}
