import * as Notify from "../../domain/notification/notify.ts";
import { reaction } from "../event.ts";

export const notify = reaction(Notify.overdue);
