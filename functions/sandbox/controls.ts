/** Faults that a shop can switch on for itself, to see how it copes. */
import * as z from "zod";
import { Id } from "./merchant.ts";
import * as Store from "./store.ts";

const faults = {
  refunds: z.enum(["ok", "unreachable"]).default("ok"),
  /** "declined": whatever the card does. "lost": the money is taken, and nobody is told. */
  charges: z.enum(["ok", "declined", "unreachable", "lost"]).default("ok"),
};
export const Asked = z.strictObject({ merchantId: Id, ...faults });
const Controls = z.object(faults);

export const of = async (merchantId: string): Promise<z.infer<typeof Controls>> =>
  Controls.parse((await Store.get(pkOf(merchantId))) ?? {});

export const set = ({ merchantId, ...controls }: z.infer<typeof Asked>): Promise<void> =>
  Store.put({ pk: pkOf(merchantId), ...controls });

const pkOf = (merchantId: string): string => `MERCHANT#${merchantId}`;
