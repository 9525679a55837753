import { expect, test } from "vitest";
import { createTextEntry } from "../../../electron/cli/terminal/text-entry.ts";

function entry() {
  const heard: string[] = [];
  const own = createTextEntry({
    onSubmit: (text) => heard.push(`submit ${text}`),
    onCancel: () => heard.push("cancel"),
    onControl: (key) => heard.push(`control ${key.charCodeAt(0)}`),
  });
  return { own, heard };
}

test("text grows by key and by paste, and is handed over whole at Enter", () => {
  const { own, heard } = entry();
  own.handle("l");
  own.handle("s -la");
  expect(own.text).toBe("ls -la");
  own.handle("\r");
  expect(own.text).toBe("");
  own.handle("cd /etc\rpwd\ncat");
  expect(heard).toEqual(["submit ls -la", "submit cd /etc", "submit pwd"]);
  expect(own.text).toBe("cat");
});

test("Backspace takes a letter as people see it, Ctrl-W a word, Ctrl-U everything", () => {
  const { own } = entry();
  own.handle("a👩‍👩‍👧");
  own.handle("\u007f");
  expect(own.text).toBe("a");
  own.handle("\u007f\u007f\u007f");
  expect(own.text).toBe("");
  own.handle("git commit -m");
  own.handle("\u0017");
  expect(own.text).toBe("git commit ");
  own.handle("\u0015");
  expect(own.text).toBe("");
});

test("cursor keys, function keys and mouse reports leave no trace; Esc alone calls it off", () => {
  const { own, heard } = entry();
  own.handle("a\u001b[A\u001b[1;5C\u001bOP\u001b[<0;10;10Mb");
  expect(own.text).toBe("ab");
  expect(heard).toEqual([]);
  own.handle("\u001b");
  expect(own.text).toBe("");
  expect(heard).toEqual(["cancel"]);
});

test("other control keys are told, and stand in no text", () => {
  const { own, heard } = entry();
  own.handle("a\tb\u0003\u0004");
  expect(own.text).toBe("ab");
  expect(heard).toEqual(["control 9", "control 3", "control 4"]);
});

test("it grows no longer than a command takes", () => {
  const { own } = entry();
  own.handle("x".repeat(5_000));
  expect(own.text).toHaveLength(4_000);
});
