import { describe, expect, onTestFinished, test } from "vitest";
import { keepingRejections } from "../../src/engine/rejections";

/** Listens as a program of its own would, and says what it heard. */
function listenToRejections(): unknown[] {
  const heard: unknown[] = [];
  const hear = (reason: unknown): void => {
    heard.push(reason);
  };
  process.on("unhandledRejection", hear);
  onTestFinished(() => void process.removeListener("unhandledRejection", hear));
  return heard;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

describe("keepingRejections", () => {
  test("keeps the rejections that nobody handles, in their order, from everyone else", async () => {
    const heard = listenToRejections();
    const { result, rejections } = await keepingRejections(async () => {
      void Promise.reject(new Error("first"));
      void Promise.reject(new Error("second"));
      return 521;
    });
    expect(result).toBe(521);
    expect(rejections).toEqual([new Error("first"), new Error("second")]);
    expect(heard).toEqual([]);
  });

  test("gives the listeners of the process back, also when the work fails", async () => {
    const heard = listenToRejections();
    await keepingRejections(async () => undefined);
    await expect(keepingRejections(() => Promise.reject(new Error("work")))).rejects.toThrow("work");
    void Promise.reject(new Error("later"));
    await nextTurn();
    expect(heard).toEqual([new Error("later")]);
  });
});
