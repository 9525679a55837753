import { describe, expect, test } from "vitest";
import { utf8 } from "../../../shared/base/bytes.ts";
import { answerNoise, noiseNonce, noiseProtocolName, startNoise } from "../../../shared/channel/noise.ts";
import vector from "../../golden/noise-nnpsk0.json" with { type: "json" };
import { hex, native, noble, random, unhex } from "./support.ts";

const none = new Uint8Array(0);

describe.each([
  ["native", native],
  ["noble", noble],
] as const)("Noise NNpsk0 with %s crypto", (_name, crypto) => {
  test("[C2] gives the published messages, hash and transport ciphertexts", () => {
    expect(noiseProtocolName).toBe(vector.protocolName);
    const shared = { crypto, prologue: unhex(vector.prologue), psk: unhex(vector.psk) };
    const [first, second, ...transport] = vector.messages;
    const initiator = startNoise(
      { ...shared, ephemeral: crypto.createX25519(unhex(vector.initiatorEphemeral)) },
      unhex(first?.payload ?? ""),
    );
    expect(hex(initiator.message)).toBe(first?.ciphertext);
    const responder = answerNoise(
      { ...shared, ephemeral: crypto.createX25519(unhex(vector.responderEphemeral)) },
      initiator.message,
      unhex(second?.payload ?? ""),
    );
    expect(hex(responder?.payload)).toBe(first?.payload);
    expect(hex(responder?.message)).toBe(second?.ciphertext);
    const done = initiator.finish(responder?.message ?? none);
    expect(hex(done?.payload)).toBe(second?.payload);
    expect(hex(done?.handshakeHash)).toBe(vector.handshakeHash);
    expect(hex(responder?.handshakeHash)).toBe(vector.handshakeHash);
    expect(transport.length).toBe(4);
    for (const [i, message] of transport.entries()) {
      const key = i % 2 === 0 ? done?.initiatorKey : done?.responderKey;
      const sealed = crypto.seal(key ?? none, noiseNonce(Math.floor(i / 2)), none, unhex(message.payload));
      expect(hex(sealed)).toBe(message.ciphertext);
    }
  });

  test("refuses another psk, another prologue, a changed or cut message, a point of low order", () => {
    const inputs = { crypto, prologue: utf8("p"), psk: random.bytes(32) };
    const { message } = startNoise(inputs);
    expect(answerNoise(inputs, message)).toBeDefined();
    expect(answerNoise({ ...inputs, psk: random.bytes(32) }, message)).toBeUndefined();
    expect(answerNoise({ ...inputs, prologue: utf8("q") }, message)).toBeUndefined();
    for (let length = 0; length < message.length; length++) {
      expect(answerNoise(inputs, message.subarray(0, length))).toBeUndefined();
    }
    for (const at of [0, 31, 32, 47]) {
      expect(
        answerNoise(
          inputs,
          message.map((byte, i) => (i === at ? byte ^ 1 : byte)),
        ),
      ).toBeUndefined();
    }

    const zero = { privateKey: random.bytes(32), publicKey: new Uint8Array(32) };
    expect(answerNoise(inputs, startNoise({ ...inputs, ephemeral: zero }).message)).toBeUndefined();
  });

  test("the initiator refuses a changed answer, its own message, and a point of low order", () => {
    const inputs = { crypto, prologue: utf8("p"), psk: random.bytes(32) };
    const start = () => startNoise(inputs);
    const answer = (message: Uint8Array) => answerNoise(inputs, message)?.message ?? none;
    for (const at of [0, 31, 32, 47]) {
      const initiator = start();
      const changed = answer(initiator.message).map((byte, i) => (i === at ? byte ^ 1 : byte));
      expect(initiator.finish(changed)).toBeUndefined();
    }
    const reflected = start();
    expect(reflected.finish(reflected.message)).toBeUndefined();
    const other = start();
    expect(other.finish(answer(start().message))).toBeUndefined();
    const low = start();
    expect(low.finish(new Uint8Array(48))).toBeUndefined();
    expect(start().finish(none)).toBeUndefined();
  });
});

test("the nonce is four zero bytes and the counter, little endian, beyond 32 bits too", () => {
  expect(hex(noiseNonce(0))).toBe("000000000000000000000000");
  expect(hex(noiseNonce(0x01020304))).toBe("000000000403020100000000");
  expect(hex(noiseNonce(2 ** 32 + 5))).toBe("000000000500000001000000");
  expect(hex(noiseNonce(2 ** 53 - 1))).toBe("00000000ffffffffffff1f00");
});
