import { expect, test } from "vitest";
import type { Call, Prompt } from "../../../electron/cli/terminal/keys/session-key.ts";
import { openPrompt } from "../../../electron/cli/terminal/prompt.ts";
import { inColumns, wrap } from "../../../electron/cli/terminal/sheet.ts";

function open(prompt: Prompt, size = { cols: 80, rows: 4 }) {
  const heard: string[] = [];
  const one = openPrompt(prompt, size, {
    onCall: (call) => heard.push(`${call.name} ${JSON.stringify(call.input)}`),
    onClose: () => heard.push("closed"),
  });
  return { one, heard };
}

const chat = (text: string): Call | undefined =>
  text === "" ? undefined : { name: "chat.send", input: { text } };
const write: Prompt = { kind: "write", label: "Chat", enter: "sends", call: chat };
const approve: Prompt = {
  kind: "confirm",
  label: "Number 1, from Mia",
  enter: "types it",
  call: { name: "proposal.approve", input: { proposal: 1 } },
};

test("what is written stands in the bar and is given at Enter, once, whatever follows", () => {
  const { one, heard } = open(write);
  one.handleKeys("Hello");
  expect(one.bar).toBe("Chat: Hello▏ (Enter sends, Esc cancels)");
  one.handleKeys(" Ben\rls\r");
  expect(heard).toEqual(["closed", 'chat.send {"text":"Hello Ben"}']);
});

test("of what is longer than the bar its end is in view", () => {
  const { one } = open(write, { cols: 60, rows: 4 });
  one.handleKeys(`${"x".repeat(200)}end`);
  expect(one.bar.length).toBeLessThanOrEqual(58);
  expect(one.bar).toContain("xend▏ (Enter sends");
});

test("Esc and an empty text give nothing", () => {
  for (const keys of ["Hello\u001b", "\r"]) {
    const { one, heard } = open(write);
    one.handleKeys(keys);
    expect(heard).toEqual(["closed"]);
  }
});

test("a paste of several lines is one text, its breaks kept where they may be, and no control gets in", () => {
  const { one, heard } = open({ ...write, lines: true });
  one.handlePaste("a\u001b[2J\r\nb\n\n");
  expect(heard).toEqual([]);
  expect(one.bar).toContain("a[2J␊b▏");
  one.handleKeys("\r");
  expect(heard.at(-1)).toBe('chat.send {"text":"a[2J\\nb"}');
  const flat = open(write);
  flat.one.handlePaste("a\nb");
  expect(flat.one.bar).toContain("a b▏");
});

test("what is to be approved is shown with its control characters, page by page, and Enter at the end of it", () => {
  const { one, heard } = open(
    { ...approve, shown: `echo \u001b]0;x\u0007\n${"y".repeat(20)}END` },
    { cols: 12, rows: 3 },
  );
  expect(one.sheet).toEqual(["echo ␛]0;x", "␇␊yyyyyyyy"]);
  expect(one.bar).toBe("Number 1, from Mia (Enter shows more, 1 of 2, Esc cancels)");
  one.handleKeys("\r");
  expect(heard).toEqual([]);
  expect(one.sheet).toEqual(["yyyyyyyyyy", "yyEND"]);
  expect(one.bar).toBe("Number 1, from Mia (Enter types it, Esc cancels)");
  one.handlePaste("\r");
  one.handleKeys("z");
  expect(heard).toEqual([]);
  one.handleKeys("\r\r");
  expect(heard).toEqual(["closed", 'proposal.approve {"proposal":1}']);
});

test("in a window that has no room to show it nothing is approved", () => {
  const { one, heard } = open({ ...approve, shown: "rm -rf /" }, { cols: 80, rows: 1 });
  expect(one.bar).toContain("the window is too small to show it");
  one.handleKeys("\r");
  expect(heard).toEqual(["closed"]);
});

test("text is wrapped by columns, wide letters as two, and nothing of it is left out", () => {
  expect(wrap("ab日本語cd", 4)).toEqual(["ab日", "本語", "cd"]);
  expect(wrap("", 4)).toEqual([""]);
});

test("items stand in as many columns as fit, read downwards", () => {
  expect(inColumns(["a", "b", "c", "d", "e"], 5)).toEqual(["a   d", "b   e", "c"]);
  expect(inColumns(["aaaa", "b"], 5)).toEqual(["aaaa", "b"]);
});
