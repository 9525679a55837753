import { describe, expect, it } from "vitest";
import { closeReasons } from "../../../shared/channel/close-reason.ts";
import { neverReconnect, patientReconnect } from "../../../shared/client/reconnect.ts";
import { afterClosing } from "../../../shared/client/status.ts";

describe("[F4] coming back by itself", () => {
  it("is tried at once, then less and less often, and given up after five minutes", () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 40].map((attempt) => patientReconnect(attempt, 1_000));
    expect(waits).toEqual([0, 250, 500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000]);
    expect(patientReconnect(60, 300_000)).toBe(5_000);
    expect(patientReconnect(60, 300_001)).toBe("stop");
    expect(neverReconnect(1, 0)).toBe("stop");
  });

  it("is done after what passes by itself, never after a decision about the person", () => {
    expect(Object.keys(afterClosing).sort()).toEqual(Object.keys(closeReasons).sort());
    for (const decided of ["left", "ended", "removed", "refused", "replaced", "wrong-host-key"] as const) {
      expect(afterClosing[decided]).toBe("stop");
    }
    for (const passing of ["lost", "too-slow", "host-offline", "server-unreachable"] as const) {
      expect(afterClosing[passing]).toBe("retry");
    }
  });
});
