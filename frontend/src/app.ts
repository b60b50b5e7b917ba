/** The app of those who judge; see `designer_app` for who makes rubrics. */
import { mounting } from "./mounting";
import onHub from "./styles/on_hub.css";
import { addStyles } from "./ui/shadow";
import { seated } from "./ui/seated";
import { words } from "./ui/words";
import { PairwiseComparison } from "./widgets/pairwise_comparison";
import { RubricGrader } from "./widgets/rubric_grader";

addStyles(onHub);

/** One line for each widget. */
const widgets = {
  rubric_grader: seated(words.widget.rubric_grader, RubricGrader),
  pairwise_comparison: seated(words.widget.pairwise_comparison, PairwiseComparison),
};

export type WidgetName = keyof typeof widgets;

export const mount = mounting(widgets);
