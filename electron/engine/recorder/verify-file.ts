import { existsSync } from "node:fs";
import { open } from "node:fs/promises";
import type { Crypto } from "../../../shared/base/ports.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { createVerifier, type HeldCheckpoint, type Verification } from "../../../shared/log/verify.ts";
import { createPrivateVerifier, type PrivateVerification } from "../../../shared/log/verify-private.ts";
import { isPublicRecording, privatePathOf, publicPathOf } from "./files.ts";
import { readHeader } from "./read-at.ts";
import { RecorderError, recorderError } from "./recorder-error.ts";

export interface VerifyOptions {
  readonly crypto: Pick<Crypto, "sha256" | "verify">;
  /** Ed25519 public key, base64url. */
  readonly expectedHostKey?: string;
}

export interface BothVerifications {
  readonly public: Verification;
  /** Of the private companion, where it lies beside the file and the file itself vouches for anything. */
  readonly private?: PrivateVerification;
}

const chunkBytes = 262_144;

/** Verifies a public recording, whatever its size; the error is the operating system's. */
export async function verifyFile(
  path: string,
  options: VerifyOptions & { readonly onCheckpoint?: (checkpoint: HeldCheckpoint) => void },
): Promise<Result<Verification, RecorderError>> {
  const verifier = createVerifier(options);
  const read = await readThrough(path, (chunk) => verifier.feed(chunk));
  return read.ok ? ok(verifier.end()) : read;
}

/**
 * Verifies a recording and its private companion, if that is there; besides constant memory it holds a few hundred
 * bytes for each checkpoint (one a second). A private companion alone is refused: its proof stands in the public file.
 */
export async function verifyRecordingFile(
  path: string,
  options: VerifyOptions,
): Promise<Result<BothVerifications, RecorderError>> {
  if (await isPrivatePart(path)) return err(privateAlone(path));
  const checkpoints: HeldCheckpoint[] = [];
  const found = await verifyFile(path, { ...options, onCheckpoint: (each) => checkpoints.push(each) });
  if (!found.ok) return found;
  const companion = isPublicRecording(path) ? privatePathOf(path) : path;
  const vouches = found.value.verdict === "sealed" || found.value.verdict === "cut-off";
  if (!vouches || companion === path || !existsSync(companion)) return ok({ public: found.value });
  const hidden = createPrivateVerifier(options.crypto, found.value, checkpoints);
  const read = await readThrough(companion, (chunk) => hidden.feed(chunk));
  return read.ok ? ok({ public: found.value, private: hidden.end() }) : read;
}

async function isPrivatePart(path: string): Promise<boolean> {
  try {
    const handle = await open(path, "r");
    try {
      const header = await readHeader(handle);
      return header.ok && header.value.tandem.kind === "private";
    } finally {
      await handle.close();
    }
  } catch {
    // Reading it once more says why it cannot be read.
    return false;
  }
}

function privateAlone(path: string): RecorderError {
  const named = publicPathOf(path);
  const which = named === undefined ? "the public file of the same session" : named;
  return new RecorderError(
    "unreadable",
    path,
    `This is the private companion of a recording and proves nothing alone. Verify ${which}: that looks at both.`,
  );
}

async function readThrough(
  path: string,
  take: (chunk: Uint8Array) => void,
): Promise<Result<undefined, RecorderError>> {
  try {
    const handle = await open(path, "r");
    try {
      const chunk = new Uint8Array(chunkBytes);
      for (;;) {
        const { bytesRead } = await handle.read(chunk, 0, chunk.length);
        if (bytesRead === 0) return ok(undefined);
        take(chunk.subarray(0, bytesRead));
      }
    } finally {
      await handle.close();
    }
  } catch (cause) {
    return err(recorderError(path, cause));
  }
}
