import { Socket } from "node:net";
import { getSystemErrorMap } from "node:util";

/** What a handle of a local socket does with a path; the rest of it works on what is open already. */
const ways = ["bind", "bind2", "connect", "connect2"];

/**
 * Refuses this process every socket that is a file, from now on. Node's permissions know none before major 25, and a
 * namespace of the network keeps nobody from them: behind one may be a Docker that runs what it is told, or an agent that
 * holds keys, and one that is made is a file.
 *
 * It is refused where all of Node's own modules come through, as the system refuses it, so that who can do without
 * does.
 * @param refused takes the path
 */
export function refuseLocalSockets(refused: (path: string) => void): void {
  const [denied] = [...getSystemErrorMap()].find(([, [name]]) => name === "EACCES") ?? [];
  const handles = prototypeOfHandles();
  for (const way of ways.filter((each) => each in handles)) {
    const value = (...args: readonly unknown[]): unknown => {
      refused(args.find((each) => typeof each === "string") ?? "");
      return denied;
    };
    Object.defineProperty(handles, way, { value, writable: false, configurable: false });
  }
}

/** Node shows a handle nowhere but in a socket that has one. */
function prototypeOfHandles(): object {
  const socket = new Socket();
  // Nobody listens at a file that is no socket.
  socket.on("error", () => undefined).connect({ path: __filename });
  const handle: unknown = Reflect.get(socket, "_handle");
  socket.destroy();
  if (typeof handle !== "object" || handle === null) throw new Error("A socket of Node has no handle.");
  return Object.getPrototypeOf(handle);
}
