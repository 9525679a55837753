import { concat, fromUtf8 } from "../../shared/base/bytes.ts";
import { decodeLogFrame, frameKinds } from "../../shared/wire/log-frames.ts";
import { unpack } from "../../shared/wire/packing.ts";

/** Makes text of what comes on a log lane, screens unpacked: everything that somebody who looks at it closely can read. */
export function createLogText(): (message: Uint8Array) => string {
  let packed: Uint8Array = new Uint8Array();
  return (message) => {
    // A snapshot is JSON as it is; judging its shape is a client's work, and takes long.
    if (message[0] === frameKinds.snapshot) return fromUtf8(message.subarray(1));
    const frame = decodeLogFrame(message);
    if (!frame.ok) throw new Error(`the host sent what no client understands: ${frame.error}`);
    if (frame.value.kind === "entries") {
      return frame.value.entries.map(({ line }) => fromUtf8(line)).join("\n");
    }
    if (frame.value.kind === "snapshot") return "";
    const { header, data } = frame.value;
    packed = header.part === 0 ? data : concat(packed, data);
    if (header.part < header.parts - 1) return "";
    const screen = unpack(packed, header.bytes);
    if (screen === undefined) throw new Error("the host sent a screen that cannot be unpacked");
    return fromUtf8(screen);
  };
}
