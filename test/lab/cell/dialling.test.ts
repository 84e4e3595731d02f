import { createServer, type Socket } from "node:net";
import { expect, test } from "vitest";
import type { LabObservation } from "../world";
import { dial } from "./dialling";

/** Keeps the event loop from everything for a while. */
function block(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** Dials a server of this machine. */
async function dialled(
  serve: (socket: Socket) => void,
  patience: number,
  meanwhile: () => void = () => undefined,
): Promise<LabObservation> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    serve(socket);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const bound = server.address();
  const port = typeof bound === "object" ? (bound?.port ?? 0) : 0;
  const place = { source: "127.0.0.1", target: "127.0.0.1", port, host: "www.example.com", path: "/" };
  const observation = dial({ ...place, tls: undefined }, patience);
  meanwhile();
  return observation.finally(() => server.close());
}

const noContent = "HTTP/1.1 204 No Content\r\n\r\n";
const answered = { stage: "answer", status: 204, location: undefined };

test("takes an answer that the kernel gave in time, however late a busy process looks at it", async () => {
  // After the connection is begun, and before the first look at it.
  const busy = () => process.nextTick(() => block(400));
  expect(await dialled((socket) => socket.end(noContent), 1, busy)).toEqual(answered);
});

test("waits the longer for an answer the more patience it has", async () => {
  const late = (socket: Socket) => setTimeout(() => socket.end(noContent), 5500);
  expect(await Promise.all([dialled(late, 1), dialled(late, 4)])).toEqual([
    { stage: "request", error: "ETIMEDOUT" },
    answered,
  ]);
});
