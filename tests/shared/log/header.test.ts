import { expect, test } from "vitest";
import { fromUtf8, utf8 } from "../../../shared/base/bytes.ts";
import { encodeHeader, headerStart, parseHeader } from "../../../shared/log/header.ts";
import { headerOf } from "./fixture.ts";

const text = fromUtf8(encodeHeader(headerOf()));
const parse = (line: string) => parseHeader(utf8(line));

test("a header is read back as it was written, whatever order its fields came in", () => {
  const { tandem, term, title, ...rest } = headerOf();
  const turned = { title: title ?? "", tandem, term, ...rest };
  expect(fromUtf8(encodeHeader(turned))).toBe(text);
  expect(text.startsWith(headerStart)).toBe(true);
  expect(parse(text)).toEqual({ ok: true, value: headerOf() });
});

test("fields that a later version adds within the format are passed over", () => {
  const later = text
    .replace('"format":1,', '"format":1,"later":true,')
    .replace('"version":3', '"version":3,"env":{}');
  expect(parse(later)).toEqual({ ok: true, value: headerOf() });
});

test.each([
  ["text", "hello", "This is not a recording: its first line is not a header."],
  ["an entry", '[0, "o", "a"]', "This is not a recording: its first line is not a header."],
  ["bytes that are not UTF-8", "\ud800", "This is not a recording: its first line is not a header."],
  [
    "another program's recording",
    '{"version":2,"width":80,"height":24}',
    "This is an asciicast v2 recording without Tandem's part: nothing in it is signed.",
  ],
  [
    "a newer format",
    text.replace('"format":1', '"format":2').replace('"widths":"xterm-6"', '"widths":"later"'),
    "This recording has format 2, made by a newer Tandem. Update to read it.",
  ],
  [
    "a host key that is none",
    text.replace(/"hostKey":"[^"]*"/, '"hostKey":"AAAA"'),
    "The recording's header is damaged: tandem.hostKey: not 32 bytes in base64url.",
  ],
])("%s is refused with a sentence", (_what, line, sentence) => {
  expect(parse(line)).toEqual({ ok: false, error: sentence });
});
