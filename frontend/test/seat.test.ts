import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Rpc } from "../src/rpc";
import { blank, quote } from "../src/seat/answers";
import { createSeat } from "../src/seat/seat";
import { LULL_MS } from "../src/seat/supply";
import { binary, FakeComm, FakeKernel } from "./fake_kernel";
import { endAll, forgetPage, grade, keptKeys, opened, pass, taskOf, tick } from "./seat_bench";

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  forgetPage();
});
afterEach(() => {
  endAll();
  vi.useRealTimers();
});

async function ready(tasks = 5, prepare?: (kernel: FakeKernel) => void) {
  const kernel = new FakeKernel(tasks);
  prepare?.(kernel);
  const bench = opened(kernel);
  await pass(20);
  return { kernel, ...bench };
}

describe("submitting", () => {
  it("shows the next task before any message is answered, with its texts parsed", async () => {
    const { seat, kernel } = await ready();
    expect(seat.phase.value).toBe("working");
    expect(grade(seat)).toBe(1);
    expect(taskOf(seat)).toBe(2);
    expect(seat.current.value?.texts).toBe("texts of 2");
    expect(seat.answerOf("good").value).toBeUndefined();
    expect(seat.saved.value).toEqual({ state: "saving" });
    expect(seat.progress.value.submitted).toBe(1);
    expect(kernel.record).toEqual([]);
    await pass(20);
    expect(seat.saved.value).toEqual({ state: "saved" });
    expect(kernel.record).toMatchObject([{ task: 1, status: "submitted", answers: [{ criterion: "good", number: 1 }] }]);
  });

  it("keeps the deck filled to the end, and then says that the work is finished", async () => {
    const { seat, kernel } = await ready(5);
    for (let task = 1; task <= 5; task++) {
      expect(taskOf(seat)).toBe(task);
      grade(seat);
      await pass(20);
    }
    expect(seat.phase.value).toBe("finished");
    expect(seat.current.value).toBeNull();
    expect(kernel.current()).toHaveLength(5);
    await pass(LULL_MS + 20);
    const asked = kernel.seen.length;
    await pass(60_000);
    expect(kernel.seen.length).toBe(asked);
    kernel.tasks = 6;
    document.dispatchEvent(new window.Event("visibilitychange"));
    await pass(20);
    expect(taskOf(seat)).toBe(6);
    expect(seat.phase.value).toBe("working");
  });

  it("asks for more tasks when the judgment is acknowledged and the line has been quiet", async () => {
    const { seat, kernel } = await ready();
    const asked = () => kernel.seen.map(({ op }) => op).slice(1);
    grade(seat);
    await pass(LULL_MS);
    grade(seat);
    await pass(LULL_MS);
    expect(asked()).toEqual(["judge", "judge"]);
    await pass(20);
    expect(asked()).toEqual(["judge", "judge", "deck"]);
    await pass(1_000);
    expect(asked()).toHaveLength(3);
  });

  it("asks for more at once when the last task is gone from the screen", async () => {
    const { seat, kernel, comm } = await ready();
    comm.fate = () => "lost";
    grade(seat);
    grade(seat);
    comm.fate = () => [5];
    grade(seat);
    expect(seat.current.value).toBeNull();
    await pass(20);
    expect(kernel.record).toEqual([]);
    expect(taskOf(seat)).toBe(4);
  });

  it("goes on where another view of the seat has delivered the judgment", async () => {
    const { seat, kernel, comm } = await ready();
    comm.fate = () => "lost";
    grade(seat);
    const other = opened(kernel);
    comm.fate = () => [5];
    await pass(300);
    expect(kernel.record).toHaveLength(1);
    expect(seat.saved.value).toEqual({ state: "saved" });
    expect(kernel.seen.filter(({ op }) => op === "judge")).toHaveLength(1);
    expect(kernel.seen.at(-1)).toMatchObject({ op: "deck", payload: { holding: [2, 3] } });
    other.end();
  });

  it("does nothing but name what is missing", async () => {
    const { seat } = await ready(5, (kernel) => {
      kernel.criteria = [binary("one"), binary("two", { required: false }), binary("three", { require_comment: true })];
    });
    expect(seat.submit()).toEqual(["one", "three"]);
    expect(seat.left.value).toBe(2);
    tick(seat, 1, "one");
    tick(seat, 0, "three");
    expect(seat.submit()).toEqual(["three"]);
    seat.answer("three", { ...blank("three"), number: 0, label: "unmet", comment: "because" });
    expect(seat.left.value).toBe(0);
    expect(seat.submit()).toEqual([]);
    expect(taskOf(seat)).toBe(2);
  });

  it("sends positions of quotes, never their words, and keeps none in the browser", async () => {
    const { seat, comm, kernel } = await ready();
    seat.answer("good", { ...blank("good"), number: 1, evidence: [{ ...quote("A", 2, 5), exact: "secret", prefix: "secret" }] });
    comm.fate = () => "lost";
    seat.submit();
    await pass(10);
    expect(JSON.stringify(Object.entries(localStorage))).not.toContain("secret");
    comm.fate = () => [1];
    await pass(2_000);
    expect(kernel.record[0]?.answers[0]?.evidence).toEqual([quote("A", 2, 5)]);
    expect(JSON.stringify(kernel.seen)).not.toContain("secret");
  });

  it("tells the time at work, the changes, and why a task was skipped or flagged", async () => {
    const { seat, kernel } = await ready();
    await pass(5_000);
    window.dispatchEvent(new window.Event("pointermove"));
    seat.skip("not my field");
    await pass(20);
    seat.flag("harmful", "look at this");
    await pass(20);
    const sent = kernel.seen.filter((request) => request.op === "judge").map((request) => request.payload);
    expect(sent[0]).toMatchObject({ task: 1, status: "skipped", reason: "not my field", answers: [], changes: 0 });
    expect(sent[0]?.["active_ms"]).toBeGreaterThanOrEqual(5_000);
    expect(sent[1]).toMatchObject({ task: 2, status: "flagged", reason: "harmful", note: "look at this" });
    expect(seat.progress.value).toEqual({ submitted: 0, skipped: 1, flagged: 1, total: 5 });
  });
});

describe("undo", () => {
  it("brings the last task back with its answers at once, and walks further back", async () => {
    const { seat, kernel } = await ready();
    grade(seat, 0);
    grade(seat, 1);
    tick(seat, 1);
    seat.undo();
    expect(taskOf(seat)).toBe(2);
    expect(seat.answerOf("good").value?.number).toBe(1);
    expect(seat.progress.value.submitted).toBe(1);
    seat.undo();
    expect(taskOf(seat)).toBe(1);
    expect(seat.answerOf("good").value?.number).toBe(0);
    expect(seat.canUndo.value).toBe(false);
    await pass(100);
    expect(kernel.current()).toEqual([]);
    grade(seat, 1);
    expect(taskOf(seat)).toBe(2);
    grade(seat, 1);
    expect(taskOf(seat)).toBe(3);
    expect(seat.answerOf("good").value?.number).toBe(1);
    await pass(100);
    expect(kernel.current().map(({ task }) => task)).toEqual([1, 2]);
    expect(kernel.record).toHaveLength(6);
  });

  it("asks the kernel for what an earlier session judged", async () => {
    const { kernel, seat, end } = await ready();
    grade(seat, 0);
    await pass(20);
    end();
    const next = opened(kernel);
    await pass(20);
    expect(taskOf(next.seat)).toBe(2);
    expect(next.seat.canUndo.value).toBe(true);
    next.seat.undo();
    expect(next.seat.canUndo.value).toBe(false);
    await pass(20);
    expect(taskOf(next.seat)).toBe(1);
    expect(next.seat.answerOf("good").value?.number).toBe(0);
    grade(next.seat);
    expect(taskOf(next.seat)).toBe(2);
    await pass(20);
    expect(kernel.current()).toMatchObject([{ task: 1, answers: [{ number: 1 }] }]);
  });

  it("works from the finished screen, too", async () => {
    const { seat } = await ready(1);
    grade(seat);
    await pass(20);
    expect(seat.phase.value).toBe("finished");
    seat.undo();
    expect(seat.phase.value).toBe("working");
    expect(taskOf(seat)).toBe(1);
  });
});

describe("a visit", () => {
  it("shows a judged task, amends it by submit, and comes back to the task that was current", async () => {
    const { seat, kernel } = await ready();
    grade(seat, 0);
    await pass(20);
    tick(seat, 1);
    const first = kernel.record[0]?.id;
    const visited = seat.visit(1);
    await pass(20);
    await visited;
    expect([seat.visiting.value, taskOf(seat), seat.answerOf("good").value?.number]).toEqual([true, 1, 0]);
    expect(seat.canUndo.value).toBe(false);
    tick(seat, 1);
    expect(seat.submit()).toEqual([]);
    expect([seat.visiting.value, taskOf(seat), seat.answerOf("good").value?.number]).toEqual([false, 2, 1]);
    await pass(20);
    expect(kernel.record[1]).toMatchObject({ task: 1, supersedes: first });
    expect(seat.progress.value.submitted).toBe(1);
  });

  it("left without a submit judges nothing, and is found as it was left", async () => {
    const { seat, kernel } = await ready();
    grade(seat, 0);
    await pass(20);
    const visited = seat.visit(1);
    await pass(20);
    await visited;
    tick(seat, 1);
    seat.leaveVisit();
    expect([seat.visiting.value, taskOf(seat)]).toEqual([false, 2]);
    await pass(1_000);
    expect(kernel.record).toHaveLength(1);
    const again = seat.visit(1);
    await pass(20);
    await again;
    expect(seat.answerOf("good").value?.number).toBe(1);
  });

  it("rejects with the kernel's reason and leaves the screen alone", async () => {
    const { seat } = await ready();
    const visited = expect(seat.visit(99)).rejects.toMatchObject({ code: "study" });
    await pass(20);
    await visited;
    expect([seat.visiting.value, taskOf(seat)]).toEqual([false, 1]);
  });
});

describe("drafts", () => {
  it("go to the kernel when the expert pauses, once", async () => {
    const { seat, kernel } = await ready();
    tick(seat, 0);
    await pass(100);
    tick(seat, 1);
    expect(seat.saved.value).toEqual({ state: "saving" });
    await pass(500);
    expect(seat.saved.value).toEqual({ state: "saved" });
    expect(kernel.seen.filter(({ op }) => op === "draft")).toHaveLength(1);
    expect(kernel.assignments.get(1)?.draft).toMatchObject({ changes: 2, answers: [{ number: 1 }] });
  });

  it("come back after a reload from the browser, when the kernel was dead while the expert worked", async () => {
    const { seat, kernel, comm, end } = await ready();
    tick(seat, 0);
    await pass(500);
    comm.fate = () => "lost";
    tick(seat, 1);
    seat.setNote("on second thoughts");
    end();
    forgetPage();
    const next = opened(kernel);
    await pass(600);
    expect(next.seat.answerOf("good").value?.number).toBe(1);
    expect(next.seat.note.value).toBe("on second thoughts");
    expect(kernel.assignments.get(1)?.draft.answers).toMatchObject([{ number: 1 }]);
  });

  it("come back in another browser from the kernel", async () => {
    const { seat, kernel, end } = await ready();
    tick(seat, 0);
    await pass(500);
    end();
    localStorage.clear();
    forgetPage();
    const next = opened(kernel);
    await pass(20);
    expect(next.seat.answerOf("good").value?.number).toBe(0);
  });

  it("are sent when the page is hidden or the view goes, without waiting for the pause", async () => {
    const { seat, kernel, end } = await ready();
    tick(seat, 1);
    window.dispatchEvent(new window.Event("pagehide"));
    await pass(10);
    expect(kernel.assignments.get(1)?.draft.changes).toBe(1);
    tick(seat, 0);
    end();
    await pass(10);
    expect(kernel.assignments.get(1)?.draft.changes).toBe(2);
  });
});

describe("a seat held elsewhere", () => {
  it("says so, still delivers what waits, and is taken back", async () => {
    const { seat, comm, kernel } = await ready();
    comm.fate = () => "lost";
    grade(seat);
    comm.event("continued_elsewhere");
    expect(seat.phase.value).toBe("elsewhere");
    expect(seat.submit()).toEqual(["good"]);
    comm.fate = () => [5];
    await pass(2_000);
    expect(kernel.record).toMatchObject([{ task: 1 }]);
    seat.takeBack();
    expect(seat.phase.value).toBe("opening");
    await pass(20);
    expect([seat.phase.value, taskOf(seat)]).toEqual(["working", 2]);
    expect(kernel.seen.filter(({ op }) => op === "open").map(({ payload }) => payload)).toEqual([{ take: false }, { take: true }]);
  });

  it("is learnt from an answer, too", async () => {
    const { seat, kernel } = await ready();
    kernel.refuse = ({ op }) => (op === "judge" ? null : { code: "continued_elsewhere", message: "elsewhere" });
    grade(seat);
    await pass(LULL_MS + 20);
    expect(seat.phase.value).toBe("elsewhere");
    expect(kernel.record).toHaveLength(1);
    expect(seat.saved.value).toEqual({ state: "saved" });
  });
});

describe("opening", () => {
  it("fails in words without a kernel and goes on by itself when there is one", async () => {
    const kernel = new FakeKernel(2);
    const { seat, comm } = opened(kernel, createSeat, (fresh) => (fresh.gone = true));
    await pass(1);
    expect([seat.phase.value, seat.failure.value]).toEqual(["failed", "The notebook's kernel was stopped. Run this cell again."]);
    comm.gone = false;
    await pass(1_100);
    expect([seat.phase.value, seat.failure.value, taskOf(seat)]).toEqual(["working", null, 1]);
  });

  it("says that the notebook is busy and waits", async () => {
    const kernel = new FakeKernel(2);
    const { seat } = opened(kernel, createSeat, (fresh) => (fresh.fate = () => [20_000]));
    await pass(1_100);
    expect(seat.saved.value).toMatchObject({ state: "unsaved", waiting: 0, why: "busy" });
    await pass(40_000);
    expect(seat.phase.value).toBe("working");
  });

  it("shows the kernel's reason, and tries again when asked", async () => {
    const kernel = new FakeKernel(2);
    kernel.refuse = () => ({ code: "study", message: "This study is closed." });
    const { seat } = opened(kernel);
    await pass(20);
    expect([seat.phase.value, seat.failure.value]).toEqual(["failed", "This study is closed."]);
    kernel.refuse = () => null;
    seat.takeBack();
    await pass(20);
    expect(seat.phase.value).toBe("working");
  });
});

it("two views of one widget share the seat, which ends with the last of them", async () => {
  const rpc = new Rpc(new FakeComm(new FakeKernel(3)));
  const [one, two] = [new AbortController(), new AbortController()];
  const seat = createSeat(rpc, one.signal, () => "");
  expect(createSeat(rpc, two.signal, () => "")).toBe(seat);
  await pass(20);
  one.abort();
  grade(seat);
  await pass(20);
  expect(seat.saved.value).toEqual({ state: "saved" });
  const timers = vi.getTimerCount();
  two.abort();
  await pass(1_000);
  expect(vi.getTimerCount()).toBeLessThan(timers);
  expect(keptKeys()).toEqual([]);
});

describe("a study that adopts another version of its rubric", () => {
  /** Of task 1 everything is asked by the first version, of all others some by the second. */
  class Adopting extends FakeKernel {
    override view(task: number) {
      const asked = task === 1 ? { rubric: "r1", criteria: null } : { rubric: "r2", criteria: ["good"] };
      return { ...super.view(task), asked };
    }
  }

  async function adopting() {
    const kernel = new Adopting(3);
    const bench = opened(kernel);
    await pass(20);
    return { kernel, ...bench };
  }

  it("gets answers back with the version that they were asked by", async () => {
    const { seat, kernel } = await adopting();
    grade(seat);
    await pass(20);
    grade(seat);
    await pass(20);
    const judged = kernel.seen.filter(({ op }) => op === "judge").map(({ payload }) => payload["asked"]);
    expect(judged).toEqual([{ rubric: "r1", criteria: null }, { rubric: "r2", criteria: ["good"] }]);
  });

  it("shows the title and the instructions of the version on the screen", async () => {
    const { seat, kernel } = await adopting();
    expect(seat.opened.value?.rubric_hash).toBe("r1");
    kernel.rubric = "r2";
    grade(seat);
    await pass(20);
    expect(seat.opened.value?.rubric_hash).toBe("r2");
    expect(taskOf(seat)).toBe(2);
    await pass(1_000);
    expect(kernel.seen.filter(({ op }) => op === "open")).toHaveLength(2);
  });

  it("leaves this browser's draft by another version aside", async () => {
    const { seat, kernel } = await adopting();
    grade(seat);
    await pass(20);
    const kept = { at: Date.now(), draft: { answers: [{ ...blank("good"), number: 0, label: "unmet" }], note: "", changes: 9, active_ms: 0, idle_ms: 0, rubric: "r1" } };
    localStorage.setItem("evalwidgets:1:study-1:seat-1:draft:3", JSON.stringify(kept));
    grade(seat);
    await pass(20);
    expect([taskOf(seat), seat.answerOf("good").value]).toEqual([3, undefined]);
    expect(kernel.record).toHaveLength(2);
  });
});
