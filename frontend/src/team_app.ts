/** The app of who runs a study: agreement to look into, disagreements to settle. */
import { mounting } from "./mounting";
import team from "./styles/team.css";
import { addStyles } from "./ui/shadow";
import { adjudicator } from "./widgets/adjudicator";
import { agreementExplorer } from "./widgets/agreement_explorer";
import { hubPublisher } from "./widgets/hub_publisher";

addStyles(team);

export const mount = mounting({ agreement_explorer: agreementExplorer, adjudicator, hub_publisher: hubPublisher });
