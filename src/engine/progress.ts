/** Runs long work under a title and passes it a function that says what it is at. */
export type Progress = <Result>(
  title: string,
  work: (say: (line: string) => void) => Promise<Result>,
) => Promise<Result>;

const reminderSeconds = 60;

/** Shows the work as plain lines, with a sign of life once a minute, for logs. */
export function plainProgress(write: (line: string) => void): Progress {
  return async (title, work) => {
    const started = Date.now();
    const seconds = (): number => Math.round((Date.now() - started) / 1_000);
    write(`${title} …`);
    const reminder = setInterval(() => write(`${title} … ${seconds()} s so far`), reminderSeconds * 1_000);
    try {
      const result = await work((line) => write(`  ${line}`));
      write(`${title}: done in ${seconds()} s`);
      return result;
    } catch (error) {
      write(`${title}: not done after ${seconds()} s`);
      throw error;
    } finally {
      clearInterval(reminder);
    }
  };
}

/** Shows the work as one line that counts the time, on a terminal. */
export function terminalProgress(stream: NodeJS.WriteStream): Progress {
  return async (title, work) => {
    const { Listr, ListrLogger, ProcessOutput } = await import("listr2");
    // Reports belong on standard output, so that progress must keep to the stream it is given.
    const processOutput = new ProcessOutput(stream, stream);
    return new Promise((resolve, reject) => {
      const started = Date.now();
      let finish = (): void => reject(new Error(`"${title}" ended without a result.`));
      const list = new Listr(
        {
          title,
          task: async (_, task) => {
            const tick = setInterval(() => {
              task.title = `${title} (${Math.round((Date.now() - started) / 1_000)} s)`;
            }, 1_000);
            try {
              const result = await work((line) => {
                task.output = line;
              });
              finish = () => resolve(result);
            } finally {
              clearInterval(tick);
            }
          },
        },
        {
          rendererOptions: { logger: new ListrLogger({ useIcons: false, processOutput }) },
          fallbackRendererOptions: { logger: new ListrLogger({ useIcons: false, processOutput }) },
        },
      );
      // Only now, so that the last state of the display is drawn before the caller prints.
      list.run().then(() => finish(), reject);
    });
  };
}

/** Chooses the display that fits the stream; `CI` and a dumb terminal get plain lines. */
export function progressFor(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv): Progress {
  const isTerminal = stream.isTTY && !environment.CI && environment.TERM !== "dumb";
  return isTerminal ? terminalProgress(stream) : plainProgress((line) => stream.write(`${line}\n`));
}
