/** The app of who makes rubrics: by itself, so that nobody waits for it who only judges. */
import { mounting } from "./mounting";
import designer from "./styles/designer.css";
import { addStyles } from "./ui/shadow";
import { rubricDesigner } from "./widgets/rubric_designer";

addStyles(designer);

export const mount = mounting({ rubric_designer: rubricDesigner });
