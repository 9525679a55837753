import { open } from "node:fs/promises";
import type { Crypto } from "../../../shared/base/ports.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { createVerifier, type HeldCheckpoint, type Verification } from "../../../shared/log/verify.ts";
import { createPrivateVerifier, type PrivateVerification } from "../../../shared/log/verify-private.ts";
import { type RecorderError, recorderError } from "./recorder-error.ts";

export interface VerifyOptions {
  readonly crypto: Pick<Crypto, "sha256" | "verify">;
  /** Ed25519 public key, base64url. */
  readonly expectedHostKey?: string;
}

const chunkBytes = 262_144;

/** Verifies a public recording, whatever its size; the error is the operating system's. */
export async function verifyFile(
  path: string,
  options: VerifyOptions,
): Promise<Result<Verification, RecorderError>> {
  const verifier = createVerifier(options);
  const read = await readThrough(path, (chunk) => verifier.feed(chunk));
  return read.ok ? ok(verifier.end()) : read;
}

/** Verifies both files; besides constant memory it holds a few hundred bytes for each checkpoint (one a second). */
export async function verifyWithPrivate(
  path: string,
  privatePath: string,
  options: VerifyOptions,
): Promise<Result<{ readonly public: Verification; readonly private: PrivateVerification }, RecorderError>> {
  const checkpoints: HeldCheckpoint[] = [];
  const verifier = createVerifier({ ...options, onCheckpoint: (checkpoint) => checkpoints.push(checkpoint) });
  const read = await readThrough(path, (chunk) => verifier.feed(chunk));
  if (!read.ok) return read;
  const found = verifier.end();
  const hidden = createPrivateVerifier(options.crypto, found, checkpoints);
  const readPrivate = await readThrough(privatePath, (chunk) => hidden.feed(chunk));
  return readPrivate.ok ? ok({ public: found, private: hidden.end() }) : readPrivate;
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
