import { expect, test } from "vitest";
import { csvRow } from "../../../electron/cli/audit/csv.ts";

test("cells are quoted, and quotes within them doubled", () => {
  expect(csvRow(["a", 'say "hi", Ben', "two\nlines", ""])).toBe('"a","say ""hi"", Ben","two\nlines",""');
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])(
  "a cell that begins as %j does is no formula",
  (text) => {
    expect(csvRow([text, "after"])).toBe(`"'${text}","after"`);
  },
);

test("what only contains such a sign is left as it is", () => {
  expect(csvRow(["a=b", " =b", "mia@example.com"])).toBe('"a=b"," =b","mia@example.com"');
});
