/**
 * Runs `work` and keeps every promise rejection that nobody handles meanwhile, instead of letting it end the process:
 * one failed call rejects every output that depends on it, some forty for one resource, and the first tells it all.
 */
export async function keepingRejections<T>(work: () => Promise<T>): Promise<{ result: T; rejections: unknown[] }> {
  const rejections: unknown[] = [];
  const keep = (reason: unknown): void => {
    rejections.push(reason);
  };
  const others = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", keep);
  try {
    const result = await work();
    await settled();
    return { result, rejections };
  } finally {
    await settled();
    process.removeListener("unhandledRejection", keep);
    for (const listener of others) process.on("unhandledRejection", listener);
  }
}

/** Node reports a rejection after the microtasks of the turn in which it happened. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}
