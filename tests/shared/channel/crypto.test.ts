import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8 } from "../../../shared/base/bytes.ts";
import { hkdf } from "../../../shared/channel/hkdf.ts";
import { count } from "../../support/counts.ts";
import { hex, native, noble, unhex } from "./support.ts";

const both = [
  ["native", native],
  ["noble", noble],
] as const;

describe.each(both)("the %s crypto gives what the standards publish", (_name, crypto) => {
  test("SHA-256 of FIPS 180-4", () => {
    expect(hex(crypto.sha256(utf8("abc")))).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
    expect(hex(crypto.sha256(new Uint8Array(0)))).toBe(
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    );
  });

  test("HMAC-SHA-256 of RFC 4231, cases 1, 2 and 6", () => {
    expect(hex(crypto.hmacSha256(new Uint8Array(20).fill(0x0b), utf8("Hi There")))).toBe(
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    );
    expect(hex(crypto.hmacSha256(utf8("Jefe"), utf8("what do ya want for nothing?")))).toBe(
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    );
    const longKey = utf8("Test Using Larger Than Block-Size Key - Hash Key First");
    expect(hex(crypto.hmacSha256(new Uint8Array(131).fill(0xaa), longKey))).toBe(
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    );
  });

  test("HKDF of RFC 5869, cases 1 and 3", () => {
    const secret = new Uint8Array(22).fill(0x0b);
    const first = hkdf(
      crypto,
      unhex("000102030405060708090a0b0c"),
      secret,
      unhex("f0f1f2f3f4f5f6f7f8f9"),
      42,
    );
    expect(hex(first)).toBe(
      "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
    );
    const third = hkdf(crypto, new Uint8Array(0), secret, new Uint8Array(0), 42);
    expect(hex(third)).toBe(
      "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
    );
  });

  test("X25519 of RFC 7748, sections 5.2 and 6.1", () => {
    expect(
      hex(
        crypto.x25519(
          unhex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"),
          unhex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c"),
        ),
      ),
    ).toBe("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552");
    const alice = crypto.createX25519(
      unhex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"),
    );
    const bob = crypto.createX25519(
      unhex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"),
    );
    expect(hex(alice.publicKey)).toBe("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
    expect(hex(bob.publicKey)).toBe("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
    const shared = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742";
    expect(hex(crypto.x25519(alice.privateKey, bob.publicKey))).toBe(shared);
    expect(hex(crypto.x25519(bob.privateKey, alice.publicKey))).toBe(shared);
  });

  test("Ed25519 of RFC 8032, section 7.1, tests 1 and 3", () => {
    const cases = [
      {
        seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        key: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        message: "",
        signature:
          "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
      },
      {
        seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        key: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        message: "af82",
        signature:
          "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
      },
    ];
    for (const { seed, key, message, signature } of cases) {
      const pair = crypto.createEd25519(unhex(seed));
      expect(hex(pair.publicKey)).toBe(key);
      expect(hex(crypto.sign(pair.privateKey, unhex(message)))).toBe(signature);
      expect(crypto.verify(pair.publicKey, unhex(message), unhex(signature))).toBe(true);
      expect(crypto.verify(pair.publicKey, utf8("other"), unhex(signature))).toBe(false);
    }
  });

  test("ChaCha20-Poly1305 of RFC 8439, section 2.8.2", () => {
    const key = unhex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
    const nonce = unhex("070000004041424344454647");
    const ad = unhex("50515253c0c1c2c3c4c5c6c7");
    const plaintext = utf8(
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
    );
    const sealed = crypto.seal(key, nonce, ad, plaintext);
    expect(hex(sealed)).toBe(
      "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b" +
        "1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc" +
        "3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691",
    );
    expect(hex(crypto.open(key, nonce, ad, sealed))).toBe(hex(plaintext));
  });

  test("a changed key, nonce, associated data, text or tag does not open", () => {
    const key = new Uint8Array(32).fill(1);
    const nonce = new Uint8Array(12).fill(2);
    const ad = utf8("lane");
    const sealed = crypto.seal(key, nonce, ad, utf8("hello"));
    const flip = (bytes: Uint8Array, at: number) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
    expect(crypto.open(flip(key, 0), nonce, ad, sealed)).toBeUndefined();
    expect(crypto.open(key, flip(nonce, 11), ad, sealed)).toBeUndefined();
    expect(crypto.open(key, nonce, flip(ad, 3), sealed)).toBeUndefined();
    for (let at = 0; at < sealed.length; at++) {
      expect(crypto.open(key, nonce, ad, flip(sealed, at))).toBeUndefined();
    }
    for (let length = 0; length < sealed.length; length++) {
      expect(crypto.open(key, nonce, ad, sealed.subarray(0, length))).toBeUndefined();
    }
  });

  test("an X25519 public key of low order gives no secret", () => {
    const { privateKey } = crypto.createX25519();
    for (const point of lowOrderMontgomery) expect(crypto.x25519(privateKey, unhex(point))).toBeUndefined();
  });

  test("an Ed25519 key of low order verifies nothing, whatever its sign bit", () => {
    const basePoint = `58${"66".repeat(31)}`;
    for (const y of lowOrderEdwards) {
      const key = unhex(y);
      for (const sign of [0x00, 0x80]) {
        key[31] = ((key[31] ?? 0) & 0x7f) | sign;
        // S = 0 and R = a point of low order: passes the verification equation where keys are not looked at.
        for (const r of [...lowOrderEdwards, basePoint]) {
          const signature = new Uint8Array(64);
          signature.set(unhex(r));
          expect(crypto.verify(key, utf8("x"), signature)).toBe(false);
        }
      }
    }
  });

  test("keys, signatures and proofs of a wrong length are refused, not thrown over", () => {
    const { privateKey, publicKey } = crypto.createEd25519();
    const signature = crypto.sign(privateKey, utf8("x"));
    expect(crypto.verify(publicKey.subarray(1), utf8("x"), signature)).toBe(false);
    expect(crypto.verify(publicKey, utf8("x"), signature.subarray(1))).toBe(false);
    expect(crypto.verify(new Uint8Array(32).fill(0xff), utf8("x"), signature)).toBe(false);
    expect(crypto.verify(publicKey, utf8("x"), new Uint8Array(64).fill(0xff))).toBe(false);
  });

  test("keys drawn anew differ and agree with each other", () => {
    const a = crypto.createX25519();
    const b = crypto.createX25519();
    expect(hex(a.privateKey)).not.toBe(hex(b.privateKey));
    expect(hex(crypto.x25519(a.privateKey, b.publicKey))).toBe(hex(crypto.x25519(b.privateKey, a.publicKey)));
  });
});

/** The u coordinates of low order, with those beyond the prime that reduce to them. */
const lowOrderMontgomery = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
  "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

const lowOrderEdwards = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

describe("native and noble agree", () => {
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
  const options = { numRuns: count(40, 1_000), seed: 7 };

  test("on hashes, sealing, key agreement and signatures of anything", () => {
    fc.assert(
      fc.property(
        bytes(32),
        bytes(32),
        bytes(12),
        fc.uint8Array({ maxLength: 300 }),
        (k1, k2, nonce, data) => {
          expect(native.sha256(data)).toEqual(noble.sha256(data));
          expect(native.hmacSha256(k1, data)).toEqual(noble.hmacSha256(k1, data));
          const sealed = native.seal(k1, nonce, k2, data);
          expect(sealed).toEqual(noble.seal(k1, nonce, k2, data));
          expect(noble.open(k1, nonce, k2, sealed)).toEqual(native.open(k1, nonce, k2, sealed));
          const own = native.createX25519(k1);
          expect(own).toEqual(noble.createX25519(k1));
          expect(native.x25519(k2, own.publicKey)).toEqual(noble.x25519(k2, own.publicKey));
          // Any 32 bytes are an X25519 public key.
          expect(native.x25519(k1, k2)).toEqual(noble.x25519(k1, k2));
          const signer = native.createEd25519(k2);
          expect(signer).toEqual(noble.createEd25519(k2));
          const signature = native.sign(k2, data);
          expect(signature).toEqual(noble.sign(k2, data));
          expect(native.verify(signer.publicKey, data, signature)).toBe(true);
          expect(noble.verify(signer.publicKey, data, signature)).toBe(true);
          expect(native.verify(k1, data, signature)).toBe(noble.verify(k1, data, signature));
        },
      ),
      options,
    );
  });
});
