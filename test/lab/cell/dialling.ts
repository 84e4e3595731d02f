import { X509Certificate } from "node:crypto";
import { connect, type Socket } from "node:net";
import { connect as handshake, type TLSSocket } from "node:tls";
import type { LabDial, LabHandshake, LabObservation } from "../world";

/**
 * Cloudflare waits 19 s for a SYN+ACK; here both ends are one kernel, which answers within microseconds whatever the
 * processes do.
 * @see https://developers.cloudflare.com/fundamentals/reference/connection-limits/ read 2026-11-23
 */
const connectMilliseconds = 250;
/** What waits for a process instead of for the kernel needs room on a busy machine. */
const handshakeMilliseconds = 5000;
const answerMilliseconds = 5000;

/**
 * The ciphers that Cloudflare offers to origins; TLS 1.0 to 1.3.
 * @see https://developers.cloudflare.com/ssl/origin-configuration/cipher-suites/ read 2026-11-23
 */
const ciphers = [
  "TLS_AES_128_GCM_SHA256",
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-SHA",
  "AES128-GCM-SHA256",
  "AES128-SHA",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-SHA384",
  "AES256-SHA",
  // OpenSSL allows TLS 1.0 and 1.1 on this level alone; it is no name of a cipher.
  "@SECLEVEL=0",
].join(":");

/**
 * Makes one connection as the edge does, and says how far it came; patience multiplies what it waits for each answer.
 * Whoever wants to know is told the address and port from which it is made, in the kernel's words.
 */
export async function dial(
  spec: LabDial,
  patience = 1,
  tell: (client: string) => void = () => undefined,
): Promise<LabObservation> {
  const opened = await open(spec, patience);
  if (!("socket" in opened)) return opened;
  const { socket } = opened;
  tell(`${socket.localAddress} ${socket.localPort}`);
  try {
    if (spec.tls === undefined) return await request(socket, spec, patience);
    const secured = await secure(socket, spec.tls, patience);
    if (!("socket" in secured)) return secured;
    const refusal = refusalOf(secured.socket, spec.tls);
    return refusal ?? (await request(secured.socket, spec, patience));
  } finally {
    // A reset leaves no socket in TIME_WAIT behind.
    socket.resetAndDestroy();
  }
}

function open(
  { source, sourcePort, target, port }: LabDial,
  patience: number,
): Promise<{ readonly socket: Socket } | LabObservation> {
  return new Promise((resolve) => {
    const socket = connect({
      host: target,
      port,
      localAddress: source,
      ...(sourcePort !== undefined && { localPort: sourcePort }),
    });
    let isSettled = false;
    const settle = (result: { readonly socket: Socket } | LabObservation) => {
      isSettled = true;
      clearTimeout(timer);
      resolve(result);
    };
    const timer = setTimeout(() => {
      // A loop that was busy has not looked at its sockets yet: the answer may lie there.
      setImmediate(() => {
        if (isSettled) return;
        socket.destroy();
        settle({ stage: "connect", error: "ETIMEDOUT" });
      });
    }, connectMilliseconds * patience);
    socket.on("connect", () => settle({ socket }));
    socket.on("error", (error) => settle({ stage: "connect", error: codeOf(error) }));
  });
}

function secure(
  socket: Socket,
  tls: LabHandshake,
  patience: number,
): Promise<{ readonly socket: TLSSocket } | LabObservation> {
  return new Promise((resolve) => {
    const secured = handshake({
      socket,
      servername: tls.serverName,
      ciphers,
      minVersion: "TLSv1",
      ca: [...tls.authorities],
      // The chain is judged by OpenSSL all the same; the names are compared below.
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      ...(tls.clientCertificate && { cert: tls.clientCertificate.chain, key: tls.clientCertificate.key }),
    });
    const end = (error: string) => resolve({ stage: "handshake", error });
    const timer = setTimeout(() => end("ETIMEDOUT"), handshakeMilliseconds * patience);
    secured.on("secureConnect", () => {
      clearTimeout(timer);
      resolve({ socket: secured });
    });
    secured.on("error", (error) => {
      clearTimeout(timer);
      end(codeOf(error));
    });
    secured.on("close", () => {
      clearTimeout(timer);
      end("closed");
    });
  });
}

/** What is wrong with the certificate; undefined where nothing is, or nobody looks. */
function refusalOf(socket: TLSSocket, { names }: LabHandshake): LabObservation | undefined {
  if (names === undefined) return undefined;
  if (!socket.authorized) return { stage: "certificate", error: String(socket.authorizationError) };
  const shown = new X509Certificate(socket.getPeerCertificate().raw);
  const fits = names.some((name) => shown.checkHost(name, { partialWildcards: false }) !== undefined);
  return fits ? undefined : { stage: "certificate", error: `made out to ${shown.subjectAltName ?? "nobody"}` };
}

function request(socket: Socket, { host, path }: LabDial, patience: number): Promise<LabObservation> {
  return new Promise((resolve) => {
    let received = "";
    const end = (observation: LabObservation) => {
      clearTimeout(timer);
      resolve(observation);
    };
    const timer = setTimeout(() => end({ stage: "request", error: "ETIMEDOUT" }), answerMilliseconds * patience);
    socket.on("data", (bytes: Buffer) => {
      received += bytes.toString("latin1");
      if (received.includes("\r\n\r\n")) end(readHead(received));
    });
    socket.on("error", (error) => end({ stage: "request", error: codeOf(error) }));
    socket.on("close", () => end({ stage: "request", error: received === "" ? "empty" : "malformed" }));
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nUser-Agent: no521-lab\r\n\r\n`);
  });
}

function readHead(received: string): LabObservation {
  const [, status] = /^HTTP\/1\.[01] (\d{3})[ \r]/.exec(received) ?? [];
  if (status === undefined) return { stage: "request", error: "malformed" };
  const [, location] = /\r\nlocation: *([^\r]*)\r\n/i.exec(received) ?? [];
  return { stage: "answer", status: Number(status), location };
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}
