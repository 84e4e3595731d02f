import { createServer } from "node:net";
import { expect, test } from "vitest";
import { dial } from "./dialling";

/** Keeps the event loop from everything for a while. */
function block(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

test("takes an answer that the kernel gave in time, however late a busy process looks at it", async () => {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.end("HTTP/1.1 204 No Content\r\n\r\n");
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const bound = server.address();
  const port = typeof bound === "object" ? (bound?.port ?? 0) : 0;
  const place = { source: "127.0.0.1", target: "127.0.0.1", port, host: "www.example.com", path: "/" };
  const dialled = dial({ ...place, tls: undefined });
  // After the connection is begun, and before the first look at it.
  process.nextTick(() => block(400));
  expect(await dialled).toEqual({ stage: "answer", status: 204, location: undefined });
  server.close();
});
