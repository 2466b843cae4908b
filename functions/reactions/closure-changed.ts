import * as Chores from "../../domain/schedule/chores.ts";
import * as Closing from "../../domain/schedule/closing.ts";
import { reaction } from "../event.ts";

export const apply = reaction(({ data }) => Closing.apply(Closing.Of.parse(data), Chores.deadline()));
