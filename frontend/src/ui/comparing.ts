/** The questions of a comparison: the preference, then, as reasons, which response does better on each criterion. */
import { PREFERENCE } from "../seat/required";
import type { Criterion, TaskView } from "../wire";
import type { Choice, Question, QuestionGroup } from "./questions";
import { words } from "./words";

export function comparing(view: TaskView): QuestionGroup[] {
  const [first = "A", second = "B"] = view.responses.map(({ key }) => key);
  const base = { help: "", penalty: false, naReasons: [], bounds: null, maxLength: 0, marks: null, subjects: [], criterion: null };
  const tie = { id: "tie", anchor: "", value: { label: "tie" }, bad: false };
  const grade = (key: string, strength: number): Choice => ({
    id: `${key}${strength}`,
    label: words.compare.strengths[strength - 1] ?? "",
    anchor: words.compare.choice(key, words.compare.strengths[strength - 1] ?? ""),
    value: { label: key, number: strength },
    bad: false,
  });
  const preference: Question = {
    ...base,
    id: PREFERENCE,
    text: words.compare.preference,
    tag: words.rubric.required,
    required: true,
    form: "preference",
    choices: [
      ...[3, 2, 1].map((strength) => grade(first, strength)),
      { ...tie, label: words.compare.tie, anchor: words.compare.tie },
      ...[1, 2, 3].map((strength) => grade(second, strength)),
    ],
  };
  const reason = ({ id, text, help }: Criterion): Question => ({
    ...base,
    id,
    text,
    help,
    tag: "",
    required: false,
    form: "segments",
    choices: [
      { id: first, label: first, spoken: words.compare.reason(first), anchor: "", value: { label: first }, bad: false },
      { ...tie, label: words.compare.same },
      { id: second, label: second, spoken: words.compare.reason(second), anchor: "", value: { label: second }, bad: false },
    ],
  });
  return [
    { id: PREFERENCE, title: "", description: "", questions: [preference] },
    ...view.groups.map((group) => ({ id: group.id, title: group.title, description: group.description, questions: group.criteria.map(reason) })),
  ];
}
