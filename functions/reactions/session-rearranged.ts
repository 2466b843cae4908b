import * as Arrangement from "../../domain/session/arrangement.ts";
import { reaction } from "../event.ts";

export const tellGuests = reaction(Arrangement.tellGuests);
