/** What `cdk` runs; `--context env=dev|staging|prod` chooses the environment. */
import { assemble } from "./synth.ts";

const app = await assemble({ checked: true });
app.synth();
