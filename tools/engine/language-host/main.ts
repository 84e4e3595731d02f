import { Server, ServerCredentials } from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { Children } from "./children";
import { watchEngine } from "./engine-watch";
import { languageRuntime } from "./service";

/**
 * The Node language host: the process that Pulumi's engine starts as `pulumi-language-nodejs` and asks to run programs,
 * policy packs and provider plugins. The engine reads the port from the first line of standard output.
 *
 * The engine's address is the last argument, since flags such as `-v=5 --tracing tcp://…` may precede it.
 *
 * @see https://github.com/pulumi/pulumi/blob/v3.259.0/proto/pulumi/language.proto
 */
function main(args: readonly string[]): void {
  const engineAddress = args.at(-1) ?? "";
  const children = new Children();
  const stop = (): void => {
    children.killAll("SIGKILL");
    process.exit(0);
  };
  // The engine sends SIGINT after the Cancel call and waits about 5 s for a host that catches it and stays.
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  watchEngine(engineAddress, stop);

  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(LanguageRuntimeService, languageRuntime({ engineAddress, children }));
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    process.stdout.write(`${port}\n`);
  });
}

main(process.argv.slice(2));
