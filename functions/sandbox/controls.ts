/** Faults that a shop can switch on for itself, to see how it copes. */
import * as z from "zod";
import { Id } from "./merchant.ts";
import * as Store from "./store.ts";

export const Asked = z.strictObject({ merchantId: Id, refunds: z.enum(["ok", "unreachable"]) });
const Controls = z.object({ refunds: z.enum(["ok", "unreachable"]).default("ok") });

export const of = async (merchantId: string): Promise<z.infer<typeof Controls>> =>
  Controls.parse((await Store.get(pkOf(merchantId))) ?? {});

export const set = ({ merchantId, ...controls }: z.infer<typeof Asked>): Promise<void> =>
  Store.put({ pk: pkOf(merchantId), ...controls });

const pkOf = (merchantId: string): string => `MERCHANT#${merchantId}`;
