import { DisposableStore } from "../../../shared/base/disposable.ts";
import { Emitter } from "../../../shared/base/listen.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import type { Recorder } from "../recorder/line-writer.ts";
import type { RecorderError } from "../recorder/recorder-error.ts";
import type { LogStore } from "./log-store.ts";

/** The public recording and its private companion as one store: pressed while either is, failed once either has. */
export function createRecordingStore(files: {
  readonly public: Recorder;
  readonly private: Recorder;
}): LogStore {
  const owned = new DisposableStore();
  const reliefs = new Emitter<void>();
  const failures = new Emitter<string>();
  const pressed = { public: false, private: false };
  let failed = false;

  for (const side of ["public", "private"] as const) {
    const recorder = files[side];
    owned.add(recorder.onPressure(() => void (pressed[side] = true)));
    owned.add(
      recorder.onRelief(() => {
        pressed[side] = false;
        if (!pressed.public && !pressed.private) reliefs.emit();
      }),
    );
    owned.add(
      recorder.onFailure((error) => {
        if (failed) return;
        failed = true;
        failures.emit(error.message);
      }),
    );
  }

  const both = async (
    act: (recorder: Recorder) => Promise<Result<undefined, RecorderError>>,
  ): Promise<Result<undefined, string>> => {
    const results = await Promise.all([act(files.public), act(files.private)]);
    for (const result of results) if (!result.ok) return err(result.error.message);
    return ok(undefined);
  };

  return {
    append: (line) => files.public.append(line),
    appendPrivate: (line) => files.private.append(line),
    flush: () => both((recorder) => recorder.flush()),
    get pressed() {
      return pressed.public || pressed.private;
    },
    onRelief: reliefs.listen,
    onFailure: failures.listen,
    close: () =>
      both((recorder) => recorder.close()).finally(() => {
        owned.dispose();
      }),
  };
}
