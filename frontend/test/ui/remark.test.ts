import { afterEach, expect, test } from "vitest";
import { criterion, opened, painted, TaskKernel, until, type View } from "./view";

let view: View;
let kernel: TaskKernel;
const start = async () => {
  kernel = new TaskKernel(3, [criterion({ id: "care", kind: "binary" }), criterion({ id: "dose", kind: "binary" })]);
  view = await opened(kernel);
};
const write = async (text: string) => {
  view.find(".reason textarea").focus();
  await view.type(text);
};
const send = () => view.press("Control+Enter");

afterEach(() => view.close());

test("a criterion is called unclear, with the task it came from", async () => {
  await start();
  await view.press("j", "p", "1");
  await write("Does a phone call count?");
  await send();
  await until(() => kernel.remarks.length > 0);
  expect(kernel.remarks).toMatchObject([{ kind: "unclear", criterion: "dose", task: 1, text: "Does a phone call count?" }]);
  await until(() => view.root.querySelector("[role=dialog]") === null);
  expect([view.said, view.focused]).toEqual(["Your remark is saved.", "dose"]);
});

test("without words there is nothing to send", async () => {
  await start();
  await view.press("p", "2");
  await send();
  expect((view.find(".reason .main") as HTMLButtonElement).disabled).toBe(true);
  expect(kernel.remarks).toEqual([]);
});

test("what could not be sent is said, kept, and sent once when it is tried again", async () => {
  await start();
  let refused = true;
  kernel.refuse = ({ op }) => (op === "remark" && refused ? { code: "store", message: "The disk is full." } : null);
  await view.press("p", "2");
  await write("Allergies are missing");
  await send();
  await until(() => view.root.querySelector(".reason .due") !== null);
  expect(view.find(".reason .due").textContent).toContain("The disk is full.");
  refused = false;
  await view.press("Escape", "p", "2");
  expect((view.find(".reason textarea") as HTMLTextAreaElement).value).toBe("Allergies are missing");
  await send();
  await until(() => view.root.querySelector("[role=dialog]") === null);
  expect(kernel.remarks.map(({ kind, text }) => [kind, text])).toEqual([["propose", "Allergies are missing"]]);
});

test("what became of earlier remarks is shown", async () => {
  await start();
  const said = { criterion: null, task: 1, at: 0, kind: "propose" as const };
  kernel.remarks.push(
    { ...said, remark: "2", text: "Ask for allergies", verdict: "declined", reason: "The history covers it" },
    { ...said, remark: "1", text: "Count the drugs", verdict: null, reason: null },
  );
  await view.press("p");
  await until(() => view.root.querySelector(".remarks") !== null);
  await painted();
  expect([...view.root.querySelectorAll(".remarks li")].map(({ textContent }) => textContent)).toEqual([
    "Ask for allergiesDeclined: The history covers it",
    "Count the drugsNot answered yet",
  ]);
});
