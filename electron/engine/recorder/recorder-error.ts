/** Why a recording cannot be made, written or read; the message is for people. */
export class RecorderError extends Error {
  readonly code: "disk-full" | "write-failed" | "too-slow" | "exists" | "not-found" | "unreadable";
  readonly path: string;

  constructor(code: RecorderError["code"], path: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "RecorderError";
    this.code = code;
    this.path = path;
  }
}

export function systemCode(cause: unknown): string {
  return cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : "unknown";
}

/** What the operating system said, as something a person can act on. */
export function recorderError(path: string, cause: unknown): RecorderError {
  if (cause instanceof RecorderError) return cause;
  const code = systemCode(cause);
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return new RecorderError(
        "disk-full",
        path,
        "The disk is full, so the recording cannot go on. Free some space, then start a new session.",
        cause,
      );
    case "EFBIG":
      return new RecorderError(
        "disk-full",
        path,
        "The recording has grown to the largest size a file may have here.",
        cause,
      );
    case "EEXIST":
      return new RecorderError(
        "exists",
        path,
        "There already is a recording of this session; it is left alone.",
        cause,
      );
    case "ENOENT":
      return new RecorderError("not-found", path, "There is no such recording.", cause);
    default:
      return new RecorderError("write-failed", path, `The recording's file failed (${code}).`, cause);
  }
}
