import { describe, expect, test } from "vitest";
import { createInbox } from "../../../shared/channel/inbox.ts";
import { createLatch } from "../../../shared/channel/latch.ts";

const turn = () => Promise.resolve();

describe("an inbox", () => {
  test("keeps what comes before the first listener, hands it over outside the call, and keeps the order", async () => {
    const inbox = createInbox<number>(100);
    const heard: number[] = [];
    inbox.push(1, 10);
    inbox.push(2, 10);
    inbox.listen((item) => {
      heard.push(item);
      if (item === 1) inbox.push(4, 10);
    });
    inbox.push(3, 10);
    expect(heard).toEqual([]);
    await turn();
    expect(heard).toEqual([1, 2, 3, 4]);
    inbox.push(5, 10);
    expect(heard).toEqual([1, 2, 3, 4, 5]);
  });

  test("takes no more than its bound while nobody listens, and anything once somebody does", async () => {
    const inbox = createInbox<number>(25);
    expect([inbox.push(1, 20), inbox.push(2, 6), inbox.push(3, 5)]).toEqual([true, false, true]);
    const heard: number[] = [];
    inbox.listen((item) => heard.push(item));
    await turn();
    expect([inbox.push(4, 1_000), heard]).toEqual([true, [1, 3, 4]]);
  });

  test("at its end what is on its way to a listener still arrives; without one it is thrown away", async () => {
    const [listened, ignored] = [createInbox<number>(100), createInbox<number>(100)];
    const heard: number[] = [];
    listened.push(1, 1);
    ignored.push(2, 1);
    listened.listen((item) => heard.push(item));
    listened.end();
    ignored.end();
    listened.push(3, 1);
    ignored.listen((item) => heard.push(item));
    await turn();
    expect(heard).toEqual([1]);
  });

  test("cleared, it hands over nothing any more", async () => {
    const inbox = createInbox<number>(100);
    const heard: number[] = [];
    inbox.push(1, 1);
    inbox.listen((item) => heard.push(item));
    inbox.clear();
    await turn();
    inbox.push(2, 1);
    expect(heard).toEqual([]);
  });
});

describe("a latch", () => {
  test("is set once, and tells every listener once, early or late, outside the call", async () => {
    const latch = createLatch<string>();
    const heard: string[] = [];
    latch.listen((value) => heard.push(`early ${value}`));
    latch.listen((value) => heard.push(`gone ${value}`)).dispose();
    expect([latch.value, latch.set("a"), latch.set("b"), latch.value]).toEqual([undefined, true, false, "a"]);
    latch.listen((value) => heard.push(`late ${value}`));
    expect(heard).toEqual([]);
    await turn();
    await turn();
    expect(heard).toEqual(["early a", "late a"]);
  });
});
