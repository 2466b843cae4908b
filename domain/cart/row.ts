/** A cart as it is stored: which holds it is made of. It never changes; what has become of it is read off the holds. */
import { CustomAttributeType, Entity, type EntityItem } from "electrodb";
import * as z from "zod";
import * as Actor from "../actor.ts";
import * as Clock from "../clock.ts";
import { missing } from "../error.ts";
import { CartId, CompanyId, digest } from "../id.ts";
import * as View from "../seat/view.ts";
import { store } from "../table.ts";

type Held = { readonly holdId: string; readonly n: number; readonly u?: Readonly<Record<string, number>> };

export const Carts = new Entity(
  {
    model: { entity: "cart", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      cartId: { type: "string", required: true },
      userId: { type: "string", required: true },
      /** A fingerprint of what was asked for. */
      asked: { type: "string", required: true },
      holds: { type: CustomAttributeType<readonly Held[]>("any"), required: true },
      expiresAt: { type: "string", required: true },
      ttl: { type: "number", required: true },
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["companyId", "cartId"],
          template: "C#${companyId}/CART#${cartId}",
          casing: "none",
        },
        sk: { field: "sk", composite: [], template: "CART", casing: "none" },
      },
    },
  },
  store,
);
export type Cart = EntityItem<typeof Carts>;

export const Shown = z.object({
  cartId: CartId,
  companyId: CompanyId,
  expiresAt: z.string(),
  expiresInSeconds: z.int(),
  holds: z.array(View.Hold),
});

/** The id is made of the request's key, so that a repeat finds what it has made. */
export const idOf = (companyId: string, key: string): CartId =>
  CartId.parse(`crt_${digest([companyId, Actor.currentUser(), key].join("\n"), 26)}`);

export async function find(companyId: string, cartId: string): Promise<Cart | undefined> {
  const { data } = await Carts.get({ companyId, cartId }).go({ consistent: true });
  return data ?? undefined;
}

/** The caller's own. Gone, foreign and never there are one answer. */
export async function mine(companyId: string, cartId: string): Promise<Cart> {
  const cart = await find(companyId, cartId);
  if (cart?.userId !== Actor.currentUser()) throw missing("cart");
  return cart;
}

/** As it was when it was placed, whatever has become of it since. */
export const placed = (cart: Cart): z.infer<typeof Shown> =>
  shown(
    cart,
    cart.holds.map((held) => was(cart, held, "HELD")),
  );

export const shown = (cart: Cart, holds: View.Hold[]): z.infer<typeof Shown> =>
  Shown.parse({ ...cart, holds, expiresInSeconds: secondsUntil(cart.expiresAt) });

/** What the cart itself knows of one of its holds. */
export function was(
  { companyId, expiresAt }: Cart,
  { holdId, n, u }: Held,
  status: View.Hold["status"],
): View.Hold {
  return View.Hold.parse({
    holdId,
    companyId,
    sessionId: View.parts(holdId).sessionId,
    spots: n,
    ...(u && { units: u }),
    status,
    expiresAt,
    expiresInSeconds: secondsUntil(expiresAt),
  });
}

const secondsUntil = (instant: string): number =>
  Math.max(0, Math.ceil((Date.parse(instant) - Clock.millis()) / 1000));
