import { fromBase64url, toBase64url } from "../base/bytes.ts";
import type { Crypto } from "../base/ports.ts";
import { checkpointSaltSchema } from "../events/evidence.ts";
import { parseEvent, startsEvent } from "./evidence-line.ts";
import { createCommitment } from "./private.ts";
import { createSpine, type Judgement, type SpineEntry, type SpineReport } from "./spine.ts";
import { sentence } from "./verdict-text.ts";
import type { HeldCheckpoint, Verification } from "./verify.ts";

/** As for a public file, but what covers it are the public recording's commitments. */
export interface PrivateVerification extends SpineReport {
  readonly message: string;
}

export interface PrivateVerifier {
  feed(chunk: Uint8Array): void;
  end(): PrivateVerification;
}

/**
 * Verifies a private file against its public one, which was verified before: its result, and the checkpoints its
 * verifier handed out, in order. It is worth no more than the public file is: read both verdicts.
 *
 * A crash can leave the two files at different lengths. So a salt without its checkpoint is passed over where the
 * public file goes on in a later epoch (or stops), and a checkpoint without its salt where the private one does; the
 * chain still covers what is there.
 */
export function createPrivateVerifier(
  crypto: Pick<Crypto, "sha256">,
  publicLog: Pick<Verification, "session" | "hostKey" | "verdict">,
  checkpoints: readonly HeldCheckpoint[],
): PrivateVerifier {
  let next = 0;

  const judgeSalt = (entry: SpineEntry): Judgement => {
    const opened = parseEvent(checkpointSaltSchema, entry.line.data);
    const salt = opened === undefined ? undefined : fromBase64url(opened.salt);
    if (opened === undefined || salt === undefined) return { wrong: "a salt is malformed" };
    while ((checkpoints[next]?.epoch ?? entry.epoch) < entry.epoch) next += 1;
    const checkpoint = checkpoints[next];
    if (checkpoint === undefined || checkpoint.epoch > entry.epoch) return "passed";
    if (checkpoint.n !== opened.n) {
      return {
        wrong: `it opens a checkpoint of entry ${opened.n}, the public recording has one of ${checkpoint.n}`,
      };
    }
    if (toBase64url(createCommitment(crypto, salt, entry.after.head)) !== checkpoint.commitment) {
      return { wrong: "it is not what the public recording committed to" };
    }
    next += 1;
    return checkpoint.sealed ? "sealed" : "covered";
  };

  const spine = createSpine(crypto, {
    boundary: "checkpoint.salt",
    judgeHeader({ tandem }) {
      if (tandem.kind !== "private") return { wrong: "This is not the private part of a recording." };
      const same = tandem.session === publicLog.session && tandem.hostKey === publicLog.hostKey;
      return same ? "passed" : { wrong: "This private part belongs to another recording." };
    },
    judgeEntry: (entry) => (startsEvent(entry.line, "checkpoint.salt") ? judgeSalt(entry) : "passed"),
  });

  return {
    feed: (chunk) => spine.feed(chunk),
    end() {
      const report = spine.end();
      return { ...report, message: sentence(report) };
    },
  };
}
