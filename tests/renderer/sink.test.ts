import headless from "@xterm/headless";
import { describe, expect, it } from "vitest";
import { createLagMeter } from "../../renderer/session/lag.ts";
import { createTerminalSink } from "../../shared/client/terminal-sink.ts";
import { utf8 } from "../../shared/base/bytes.ts";
import { keyframeReset } from "../../shared/vt/write-modes.ts";

function shown() {
  const terminal = new headless.Terminal({ cols: 20, rows: 4, allowProposedApi: true });
  const lag = createLagMeter();
  const sink = createTerminalSink(terminal, {
    onWrite: () => lag.noteWrite(performance.now()),
    onSize: () => {},
  });
  const lines = () =>
    Array.from(
      { length: terminal.rows },
      (_, y) => terminal.buffer.active.getLine(y)?.translateToString(true) ?? "",
    );
  return { terminal, sink, lines, lag };
}

describe("the log's screen on a terminal", () => {
  it("keeps writes, new sizes and whole screens in the order they came", async () => {
    const { terminal, sink, lines } = shown();
    const done: string[] = [];
    await new Promise<void>((resolve) => {
      sink.write("old screen", () => done.push("old"));
      sink.reset({ cols: 10, rows: 3, firstLine: 0, data: utf8(`${keyframeReset}fresh`) }, () =>
        done.push("reset"),
      );
      sink.write("+after", () => done.push("after"));
      sink.resize(12, 3);
      sink.write("\r\n123456789012", () => {
        done.push("wide");
        resolve();
      });
    });
    expect(done).toEqual(["old", "reset", "after", "wide"]);
    expect([terminal.cols, terminal.rows]).toEqual([12, 3]);
    // Ten columns when it was written, so one letter went over the edge.
    expect(lines()).toEqual(["fresh+afte", "r", "123456789012"]);
  });

  it("tells that it is behind until the terminal has taken everything in", async () => {
    const { sink, lag } = shown();
    await new Promise<void>((resolve) => {
      sink.write("x".repeat(200_000), resolve);
      expect(lag.behindMs(performance.now() + 5_000)).toBeGreaterThan(4_000);
    });
    expect(lag.behindMs(performance.now() + 5_000)).toBe(0);
  });
});
