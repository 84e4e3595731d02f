import { createServer as createHttp, type IncomingMessage, request, type ServerResponse } from "node:http";
import { request as secureRequest } from "node:https";
import { connect, createServer, type Server, type Socket } from "node:net";
import { createSecureContext, createServer as createTls, type SecureContext, type TLSSocket } from "node:tls";
import {
  type LabAnswer,
  type LabBalancerRule,
  type LabListener,
  type LabRefusal,
  type LabTarget,
  type LabTls,
  untoldStatus,
} from "../world";

/** How long a balancer waits for a target: the kernel answers at once or never, and a busy machine tells of it late. */
const targetMilliseconds = 1500;

type Rules = readonly LabBalancerRule[];

/** Starts a listener; a second one on the same address and port is a mistake of the case. */
export async function listen(spec: LabListener): Promise<Server> {
  const server = spec.tls === undefined ? createServer(takerOf(spec.answer)) : secured(spec.tls, spec.answer);
  server.on("error", () => undefined);
  server.on("tlsClientError", (_: Error, socket: TLSSocket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: spec.address, port: spec.port, backlog: 1024 }, resolve);
  });
  return server;
}

function secured(tls: LabTls, answer: LabAnswer): Server {
  const [first] = tls.certificates;
  const contexts = tls.certificates.map(({ names, chain, key }) => ({
    names,
    context: createSecureContext({ cert: chain, key, ...(tls.clientAuthority && { ca: tls.clientAuthority }) }),
  }));
  const options = {
    ...(first && { cert: first.chain, key: first.key }),
    minVersion: "TLSv1.2" as const,
    ...(tls.ciphers !== undefined && { ciphers: tls.ciphers, maxVersion: "TLSv1.2" as const }),
    ...(tls.clientAuthority !== undefined && { ca: tls.clientAuthority, requestCert: true, rejectUnauthorized: true }),
    SNICallback: (name: string, done: (error: Error | null, context?: SecureContext) => void) => {
      done(
        null,
        contexts.find(({ names }) => names.some((each) => covers(each, name)))?.context ?? contexts[0]?.context,
      );
    },
  };
  return createTls(options, takerOf(answer));
}

/** A certificate's name covers a server's name: a wildcard stands for one label. */
function covers(pattern: string, name: string): boolean {
  if (pattern.toLowerCase() === name.toLowerCase()) return true;
  const [label, ...rest] = name.toLowerCase().split(".");
  return label !== "" && pattern.toLowerCase() === ["*", ...rest].join(".");
}

function takerOf(answer: LabAnswer): (socket: Socket) => void {
  switch (answer.kind) {
    case "serve":
      return taker((_, response) => response.writeHead(200).end("served"));
    case "balance":
      return taker((incoming, response) => balance(answer.from, answer.rules, incoming, response));
    case "relay":
      return (socket) => relay(socket, answer);
    case "reset":
      return (socket) => {
        socket.on("error", () => undefined);
        socket.once("data", () => socket.resetAndDestroy());
      };
    case "silent":
      return (socket) => {
        socket.on("error", () => undefined);
        socket.resume();
      };
    case "close":
      return (socket) => {
        socket.on("error", () => undefined);
        socket.once("data", () => socket.end());
      };
  }
}

/** Reads requests from sockets that were accepted elsewhere, so that plain and TLS ones are treated alike. */
function taker(handle: (incoming: IncomingMessage, response: ServerResponse) => void): (socket: Socket) => void {
  const http = createHttp(handle);
  http.on("clientError", (_, socket) => socket.destroy());
  return (socket) => {
    socket.on("error", () => socket.destroy());
    http.emit("connection", socket);
  };
}

/**
 * Answers as an application load balancer does: 503 without targets, 502 where a target refuses or says nothing that is
 * HTTP, 504 where it does not answer the connection.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html read 2026-11-23
 */
function balance(from: string, rules: Rules, incoming: IncomingMessage, response: ServerResponse): void {
  const host = (incoming.headers.host ?? "").split(":")[0] ?? "";
  const rule = rules.find(({ hosts }) => hosts === undefined || hosts.some((pattern) => hostFits(pattern, host)));
  const action = rule?.action;
  if (action === undefined) response.writeHead(503).end();
  else if (action.kind === "untold") response.writeHead(untoldStatus, { location: encodeURI(action.why) }).end();
  else if (action.kind === "fixed") response.writeHead(action.status).end();
  else if (action.kind === "redirect") redirect(action.status, action.location, host, incoming, response);
  else forward(from, action.targets, incoming, response);
}

/**
 * Fills the templates of a redirect.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html#redirect-actions read 2026-11-23
 */
function redirect(
  status: number,
  location: string,
  host: string,
  incoming: IncomingMessage,
  response: ServerResponse,
): void {
  const path = (incoming.url ?? "/").replace(/^\//, "").replace(/\?.*$/s, "");
  const filled = location.replaceAll("#{host}", host).replaceAll("#{path}", path).replaceAll("#{query}", "");
  response.writeHead(status, { location: filled.replace(/\?$/, "") }).end();
}

function hostFits(pattern: string, host: string): boolean {
  const literal = pattern.toLowerCase().replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${literal.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(host.toLowerCase());
}

let turn = 0;

/**
 * Sends a request to one of the targets, one after the other. What does not answer the balancer's own checks gets
 * nothing while another does; where none does, all of them get their share.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html read 2026-11-23
 */
function forward(
  from: string,
  targets: readonly LabTarget[],
  incoming: IncomingMessage,
  response: ServerResponse,
): void {
  const first = turn++ % Math.max(targets.length, 1);
  const inTurn = [...targets.slice(first), ...targets.slice(0, first)];
  const tryNext = async (): Promise<number> => {
    const statuses: number[] = [];
    for (const target of inTurn) {
      const status = await statusOf(from, target, incoming);
      if (status < 500) return status;
      statuses.push(status);
    }
    // None answers, so that the one whose turn it was is the one that failed.
    return statuses[0] ?? 503;
  };
  void tryNext().then((status) => response.writeHead(status).end());
}

/** What a target answers, or the code that the balancer makes of its silence. */
function statusOf(from: string, target: LabTarget, incoming: IncomingMessage): Promise<number> {
  return new Promise((resolve) => {
    const options = {
      host: target.address,
      port: target.port,
      localAddress: from,
      path: incoming.url ?? "/",
      headers: { host: incoming.headers.host ?? "" },
      agent: false as const,
      rejectUnauthorized: false,
    };
    const outgoing = target.tls ? secureRequest(options) : request(options);
    let isOpen = false;
    const timer = setTimeout(() => {
      setImmediate(() => {
        if (isOpen) return;
        resolve(504);
        outgoing.destroy();
      });
    }, targetMilliseconds);
    outgoing.on("socket", (socket) => {
      socket.on("connect", () => {
        isOpen = true;
        clearTimeout(timer);
      });
    });
    outgoing.on("response", (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 502);
    });
    outgoing.on("error", () => {
      clearTimeout(timer);
      resolve(502);
    });
    outgoing.end();
  });
}

const refusals: LabRefusal[] = [];

/** The connections that could not be handed on since the last time that somebody asked. */
export function takeRefusals(): readonly LabRefusal[] {
  return refusals.splice(0);
}

/**
 * Hands the bytes on. A network load balancer passes the SYN to its target, so that a connection which the target does not
 * take never takes place; here it is open by then, and remembered as one that did not.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-troubleshooting.html read 2026-12-01
 */
function relay(socket: Socket, { from, keepsClient, targets }: Extract<LabAnswer, { kind: "relay" }>): void {
  const { remoteAddress, remotePort, localAddress, localPort } = socket;
  const [client, server] = [`${remoteAddress} ${remotePort}`, `${localAddress} ${localPort}`];
  const target = targets[turn++ % Math.max(targets.length, 1)];
  socket.on("error", () => undefined);
  const refuse = (error: LabRefusal["error"]) => {
    refusals.push({ client, server, error });
    socket.resetAndDestroy();
  };
  if (target === undefined) {
    refuse("ECONNREFUSED");
    return;
  }
  const outgoing = connect({
    host: target.address,
    port: target.port,
    localAddress: keepsClient ? (remoteAddress ?? from) : from,
    ...(keepsClient && remotePort !== undefined && { localPort: remotePort }),
  });
  let isOpen = false;
  const timer = setTimeout(() => {
    setImmediate(() => {
      if (isOpen) return;
      outgoing.destroy();
      refuse("ETIMEDOUT");
    });
  }, targetMilliseconds);
  outgoing.on("connect", () => {
    isOpen = true;
    clearTimeout(timer);
    socket.pipe(outgoing).pipe(socket);
  });
  outgoing.on("error", () => {
    clearTimeout(timer);
    if (isOpen) socket.resetAndDestroy();
    else refuse("ECONNREFUSED");
  });
  socket.on("close", () => outgoing.destroy());
}
