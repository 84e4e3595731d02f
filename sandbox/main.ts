import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { awsProvider } from "./aws/provider";
import { cloudflareProvider } from "./cloudflare/provider";
import { engineLog } from "./provider/engine-log";
import { providerService } from "./provider/service";
import { watchEngine } from "./provider/watch-engine";

/** Serves one of the sandbox's providers: `main.ts <aws|cloudflare> … <engine address>`. */
function main(args: readonly string[]): void {
  const [name, ...rest] = args;
  const engine = rest.at(-1);
  if ((name !== "aws" && name !== "cloudflare") || engine === undefined) {
    process.stderr.write("usage: main.ts <aws|cloudflare> <engine address>\n");
    process.exit(64);
  }
  const world = { environment: process.env, now: () => new Date(), warn: engineLog(engine), cancel: () => undefined };
  const parts = name === "aws" ? awsProvider(world) : cloudflareProvider(world);
  const server = new Server({
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
  });
  server.addService(ResourceProviderService, providerService(parts));
  watchEngine(engine, () => process.exit(0));
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error !== null) throw error;
    process.stdout.write(`${port}\n`);
  });
}

main(process.argv.slice(2));
