import { readSync, writeSync } from "node:fs";

/** The descriptor by which the process that records talks with the one that started it. */
export const channelDescriptor = 3;

/** What one message may hold: the recording of a large program, and far less than would exhaust the reader. */
export const messageLimitBytes = 64 * 1024 * 1024;

const lengthBytes = 4;

/** Writes a message as it travels: its length in bytes, in network byte order, and its text. */
export function frameMessage(text: string): Buffer {
  const body = Buffer.from(text, "utf8");
  const frame = Buffer.allocUnsafe(lengthBytes + body.length);
  frame.writeUInt32BE(body.length, 0);
  body.copy(frame, lengthBytes);
  return frame;
}

/** What came of a piece of the channel. */
export interface Received {
  readonly messages: readonly string[];
  /** Whether a message is announced that is longer than any may be; nothing after it can be read. */
  readonly isTooLong: boolean;
}

/** Puts messages together again from the pieces in which they arrive. */
export class MessageReader {
  #pieces: Buffer[] = [];
  #length = 0;

  /** Takes a piece; gives the messages that it completes. */
  take(piece: Buffer): Received {
    this.#pieces.push(piece);
    this.#length += piece.length;
    const messages: string[] = [];
    for (;;) {
      const wanted = this.#wanted();
      if (wanted !== undefined && wanted > messageLimitBytes) return { messages, isTooLong: true };
      if (wanted === undefined || this.#length < lengthBytes + wanted) return { messages, isTooLong: false };
      messages.push(this.#cut(lengthBytes + wanted).toString("utf8", lengthBytes));
    }
  }

  /** Whether the channel ended within a message. */
  get isWithinMessage(): boolean {
    return this.#length > 0;
  }

  #wanted(): number | undefined {
    return this.#length < lengthBytes ? undefined : this.#whole().readUInt32BE(0);
  }

  #cut(length: number): Buffer {
    const whole = this.#whole();
    this.#pieces = [whole.subarray(length)];
    this.#length = whole.length - length;
    return whole.subarray(0, length);
  }

  /** Pieces of a long message are put together when their sum is needed, not with each piece. */
  #whole(): Buffer {
    const [first = Buffer.alloc(0)] = this.#pieces;
    if (this.#pieces.length < 2 || (first.length >= lengthBytes && !this.#isComplete(first))) return first;
    const whole = Buffer.concat(this.#pieces);
    this.#pieces = [whole];
    return whole;
  }

  #isComplete(first: Buffer): boolean {
    return this.#length >= lengthBytes + first.readUInt32BE(0);
  }
}

/** Waits for one message, and blocks everything else in this process meanwhile. */
export function receiveMessage(descriptor: number): string {
  const length = readExactly(descriptor, lengthBytes).readUInt32BE(0);
  return readExactly(descriptor, length).toString("utf8");
}

/** Sends one message, and returns when the other side has taken it or the system keeps it. */
export function sendMessage(descriptor: number, text: string): void {
  const frame = frameMessage(text);
  for (let sent = 0; sent < frame.length; ) sent += writeSync(descriptor, frame, sent, frame.length - sent);
}

function readExactly(descriptor: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  for (let filled = 0; filled < length; ) {
    const read = readSync(descriptor, buffer, filled, length - filled, null);
    if (read === 0) throw new Error("The other end of the channel is gone.");
    filled += read;
  }
  return buffer;
}
