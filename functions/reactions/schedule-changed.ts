import * as Chores from "../../domain/schedule/chores.ts";
import { reaction } from "../event.ts";

export const materialise = reaction(({ data }) => Chores.catchUp(Chores.Of.parse(data)));
