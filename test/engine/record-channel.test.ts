import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { frameMessage, MessageReader, messageLimitBytes } from "../../src/engine/record-channel";

describe("the channel", () => {
  test("gives the messages that were sent, in whatever pieces they arrive", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: "grapheme" })),
        fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
        (texts, sizes) => {
          const sent = Buffer.concat(texts.map(frameMessage));
          const reader = new MessageReader();
          const read: string[] = [];
          for (let at = 0; at < sent.length; ) {
            const size = sizes.next().value ?? 1;
            read.push(...reader.take(sent.subarray(at, at + size)).messages);
            at += size;
          }
          expect([read, reader.isWithinMessage]).toEqual([texts, false]);
        },
      ),
    );
  });

  test("says that a message is cut off", () => {
    const reader = new MessageReader();
    expect(reader.take(frameMessage("hello").subarray(0, 6))).toEqual({ messages: [], isTooLong: false });
    expect(reader.isWithinMessage).toBe(true);
  });

  test("reads nothing after a message is announced that is longer than any may be", () => {
    const head = Buffer.alloc(4);
    head.writeUInt32BE(messageLimitBytes + 1);
    expect(new MessageReader().take(Buffer.concat([frameMessage("a"), head]))).toEqual({
      messages: ["a"],
      isTooLong: true,
    });
  });
});
