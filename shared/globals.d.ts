/**
 * What shared/ may use beyond the language itself: the encoding of text, which every place it runs in has and which
 * depends on nothing but its input. Deliberately nothing that reads a clock, draws randomness or reaches outside.
 */

interface TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>;
  encodeInto(text: string, into: Uint8Array): { read: number; written: number };
}
declare var TextEncoder: { new (): TextEncoder };

interface TextDecoder {
  decode(bytes?: ArrayBufferView | ArrayBuffer, options?: { stream?: boolean }): string;
}
declare var TextDecoder: {
  new (label?: "utf-8" | "utf-16le", options?: { fatal?: boolean; ignoreBOM?: boolean }): TextDecoder;
};

/** WHATWG URL: a pure parser. */
interface URL {
  readonly href: string;
  readonly origin: string;
  readonly protocol: string;
  readonly host: string;
  readonly hostname: string;
  readonly port: string;
  readonly pathname: string;
  readonly search: string;
  readonly hash: string;
  readonly username: string;
  readonly password: string;
}
declare var URL: { new (url: string, base?: string): URL; canParse(url: string, base?: string): boolean };
