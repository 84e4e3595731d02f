import type { Readable, Writable } from "node:stream";

/** A question to a process of the lab, with the number under which the answer comes. */
export interface Question {
  readonly id: number;
  readonly ask: string;
  readonly value: unknown;
}

/** The answer to a question, or why there is none. */
export type Reply = { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: string };

/** Gives each line of a stream to a reader, parsed as JSON. */
export function readLines(stream: Readable, take: (message: unknown) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) take(JSON.parse(line));
  });
}

/** Asks questions over a pair of streams. */
export class Channel {
  private readonly waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  private next = 1;
  private ended: Error | undefined;

  constructor(
    input: Readable,
    private readonly output: Writable,
    private readonly name: string,
  ) {
    readLines(input, (message) => this.settle(message as Reply));
    input.on("close", () => this.end());
    output.on("error", () => this.end());
  }

  /** Resolves to the answer; rejects where the process says why there is none, or is gone. */
  ask(ask: string, value: unknown = null): Promise<unknown> {
    if (this.ended !== undefined) return Promise.reject(this.ended);
    const question: Question = { id: this.next++, ask, value };
    return new Promise((resolve, reject) => {
      this.waiting.set(question.id, { resolve, reject });
      this.output.write(`${JSON.stringify(question)}\n`);
    });
  }

  private settle(reply: Reply): void {
    const waiter = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if ("error" in reply) waiter?.reject(new Error(`${this.name}: ${reply.error}`));
    else waiter?.resolve(reply.value);
  }

  private end(): void {
    this.ended ??= new Error(`${this.name} is gone`);
    for (const { reject } of this.waiting.values()) reject(this.ended);
    this.waiting.clear();
  }
}

/** Answers questions by name until the input ends. */
export function answerQuestions(
  input: Readable,
  output: Writable,
  answers: Readonly<Record<string, (value: unknown) => Promise<unknown>>>,
): void {
  readLines(input, (message) => {
    const { id, ask, value } = message as Question;
    const answer = answers[ask];
    const settled = answer === undefined ? Promise.reject(new Error(`nobody answers "${ask}"`)) : answer(value);
    settled.then(
      (result) => output.write(`${JSON.stringify({ id, value: result ?? null } satisfies Reply)}\n`),
      (error: unknown) => output.write(`${JSON.stringify({ id, error: String(error) } satisfies Reply)}\n`),
    );
  });
}
