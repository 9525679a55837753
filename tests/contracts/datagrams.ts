import { afterEach, describe, expect, test } from "vitest";
import type { Datagrams } from "../../shared/channel/channel.ts";
import { numbered } from "./channel.ts";

export interface DatagramsUnderTest {
  readonly a: Datagrams;
  readonly b: Datagrams;
  /** Ends what carries them. */
  readonly close: () => void;
}

const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 2));
const indexOf = (datagram: Uint8Array) => new DataView(datagram.buffer, datagram.byteOffset).getUint32(0);

/** What everything keeps to that carries glances: it may drop, and that is all it may. */
export function datagramsContract(
  name: string,
  make: () => DatagramsUnderTest | Promise<DatagramsUnderTest>,
): void {
  describe(`[C1] ${name} carries datagrams`, () => {
    const opened: DatagramsUnderTest[] = [];
    const open = async () => {
      const made = await make();
      opened.push(made);
      return made;
    };
    afterEach(() => {
      for (const { close } of opened.splice(0)) close();
    });

    /** Says it again until it has come: one may be dropped. */
    const sayUntil = async (say: () => void, isSo: () => boolean) => {
      for (let tries = 0; !isSo(); tries++) {
        if (tries > 2_000) throw new Error("not one of two thousand arrived");
        say();
        await pause();
      }
    };

    test("each arrives as it was sent, up to the largest, in both directions", async () => {
      const { a, b } = await open();
      for (const [from, to] of [
        [a, b],
        [b, a],
      ] as const) {
        for (const length of [4, 100, from.maxDatagramBytes]) {
          const sent = numbered(length, length);
          const got: Uint8Array[] = [];
          const listening = to.onDatagram((datagram) => got.push(datagram.slice()));
          await sayUntil(
            () => from.send(sent.slice()),
            () => got.some((each) => each.length === length),
          );
          listening.dispose();
          for (const each of got) expect(Buffer.compare(each, numbered(each.length, each.length))).toBe(0);
        }
      }
    });

    test("one that is larger is a bug and throws", async () => {
      const { a } = await open();
      expect(() => a.send(new Uint8Array(a.maxDatagramBytes + 1))).toThrow();
    });

    test("no send waits, throws or brings anything twice, however many there are", async () => {
      const { a, b } = await open();
      const got: number[] = [];
      b.onDatagram((datagram) => got.push(indexOf(datagram)));
      const beganMs = performance.now();
      for (let i = 0; i < 20_000; i++) a.send(numbered(i, 400));
      expect(performance.now() - beganMs).toBeLessThan(5_000);
      await sayUntil(
        () => a.send(numbered(1_000_000, 4)),
        () => got.includes(1_000_000),
      );
      const flood = got.filter((each) => each < 20_000);
      expect(new Set(flood).size).toBe(flood.length);
    });

    test("who listens late hears what comes from then on, and of what came before whole ones or none", async () => {
      const { a, b } = await open();
      for (let i = 0; i < 2_000; i++) a.send(numbered(i, 800));
      await pause();
      const got: Uint8Array[] = [];
      b.onDatagram((datagram) => got.push(datagram.slice()));
      await sayUntil(
        () => a.send(numbered(1_000_000, 800)),
        () => got.some((each) => indexOf(each) === 1_000_000),
      );
      for (const each of got) expect(Buffer.compare(each, numbered(indexOf(each), 800))).toBe(0);
    });

    test("a disposed listener hears no more, the others still do", async () => {
      const { a, b } = await open();
      const gone: number[] = [];
      const stays: number[] = [];
      const listening = b.onDatagram((datagram) => gone.push(indexOf(datagram)));
      b.onDatagram((datagram) => stays.push(indexOf(datagram)));
      await sayUntil(
        () => a.send(numbered(1, 4)),
        () => stays.includes(1),
      );
      listening.dispose();
      await sayUntil(
        () => a.send(numbered(2, 4)),
        () => stays.includes(2),
      );
      expect(gone).not.toContain(2);
    });

    test("once what carries them has ended, none is sent, and that is no error", async () => {
      const { a, b, close } = await open();
      const got: number[] = [];
      b.onDatagram((datagram) => got.push(indexOf(datagram)));
      close();
      const before = got.length;
      for (let i = 0; i < 100; i++) a.send(numbered(i, 100));
      for (let i = 0; i < 10; i++) await pause();
      expect(got.length).toBe(before);
    });
  });
}
