import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/** Shows a person a warning about a resource. */
export type Warn = (urn: string, message: string) => void;

/** Gives a way to write warnings into the engine's log, beside the resource they are about. */
export function engineLog(address: string): Warn {
  const client = new EngineClient(address, credentials.createInsecure());
  return (urn, message) => {
    const request = new LogRequest();
    request.setSeverity(LogSeverity.WARNING);
    request.setUrn(urn);
    request.setMessage(message);
    client.log(request, (error) => {
      if (error !== null) process.stderr.write(`${message}\n`);
    });
  };
}
