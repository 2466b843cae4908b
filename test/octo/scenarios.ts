/**
 * The scenarios by which the specification's public validator tries a supplier, as a program of ours: the same requests in
 * the same order, the same expectations, critical and warnings alike. It knows nothing of the supplier but the address of its
 * API, and answers what each scenario found wrong.
 */
import { randomUUID } from "node:crypto";
import type { Json } from "./rules.ts";
import * as Rules from "./rules.ts";
import { type Ask, type Finding, optionOf, Trial } from "./trial.ts";

const INVALID = {
  product: "invalidProductId",
  option: "invalidOptionId",
  availability: "invalidAvailabilityId",
  unit: "invalidUnitId",
  uuid: "invalidUUID",
};
const CONTACT = {
  firstName: "John",
  lastName: "Doe",
  fullName: "John Doe",
  emailAddress: "johndoe@mail.example",
  notes: "Test note",
};
/** As many as the validator makes of its first product, and so it wants room for as many of the largest. */
const RESERVATIONS = 15;
/** What stays the same in whatever is not about it. */
const NAMES = ["productId", "optionId", "availabilityId"];
const DAY_MS = 24 * 3600_000;
const dateIn = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

const same = (one: Json, wanted: Json, names: readonly string[]): string[] =>
  names
    .filter((name) => one?.[name] !== wanted?.[name])
    .map((name) => `${name} is ${JSON.stringify(one?.[name])}, not ${JSON.stringify(wanted?.[name])}`);

async function catalogue(trial: Trial): Promise<void> {
  const { ask, priced } = trial;
  trial.good("Get Capabilities", await ask("GET", "/capabilities"), "Capability", () => [], true);
  trial.good("Get Supplier", await ask("GET", "/supplier"), "Supplier", () => []);
  const rules = (one: Json) => Rules.product(one, priced);
  trial.products.push(...trial.good("Get Products", await ask("GET", "/products"), "Product", rules, true));
  for (const type of ["START_TIME", "OPENING_HOURS"]) {
    const found = trial.products.some(({ availabilityType }) => availabilityType === type);
    trial.note(`Products of the type ${type}`, found ? [] : ["none"]);
  }
  const [first] = trial.products;
  trial.good("Get Product", await ask("GET", `/products/${first.id}`), "Product", rules);
  trial.refused(
    "Invalid product",
    await ask("GET", `/products/${INVALID.product}`),
    "INVALID_PRODUCT_ID",
    "productId",
  );
}

async function calendars(trial: Trial): Promise<void> {
  const { ask, priced } = trial;
  const period = { localDateStart: dateIn(0), localDateEnd: dateIn(30) };
  const post = (body: object) => ask("POST", "/availability/calendar", body);
  for (const product of trial.products) {
    const { id, availabilityType: type } = product;
    const answer = await post({ productId: id, optionId: optionOf(product).id, ...period });
    const rules = (one: Json) => Rules.day(one, type, priced);
    trial.good(`Calendar (${type})`, answer, "AvailabilityCalendar", rules, true);
  }
  const [{ id, options }] = trial.products as [Json];
  const optionId = options[0].id;
  const wrongProduct = await post({ productId: INVALID.product, optionId, ...period });
  trial.refused("Calendar, invalid product", wrongProduct, "INVALID_PRODUCT_ID", "productId");
  const wrongOption = await post({ productId: id, optionId: INVALID.option, ...period });
  trial.refused("Calendar, invalid option", wrongOption, "INVALID_OPTION_ID", "optionId");
  const half = await post({ productId: id, optionId, localDateEnd: dateIn(30) });
  trial.refused("Calendar, bad request", half, "BAD_REQUEST");
}

async function availabilities(trial: Trial): Promise<void> {
  const { ask, priced } = trial;
  const period = { localDateStart: dateIn(0), localDateEnd: dateIn(30) };
  const post = (body: object) => ask("POST", "/availability", body);
  for (const product of trial.products) {
    const type: string = product.availabilityType;
    const of = { productId: product.id, optionId: optionOf(product).id };
    const rules = (one: Json) => Rules.availability(one, type, priced);
    const check = async (name: string, asked: object): Promise<Json[]> =>
      trial.good(
        `Availability, ${name} (${type})`,
        await post({ ...of, ...asked }),
        "Availability",
        rules,
        true,
      );
    const all = await check("interval", period);
    const localDate = all[0].localDateTimeStart.slice(0, 10);
    await check("date", { localDate });
    await check("id", { availabilityIds: [all[0].id] });
    const free = all.filter(({ available }) => available);
    trial.note(
      `Availability, status (${type})`,
      free.length > 1 ? [] : ["fewer than two that are available"],
    );
    trial.open.set(product.id, free);
    const availability = all.find(({ status }) => status === "SOLD_OUT");
    if (availability) trial.soldOut = { product, availability };
    const muddled = await post({ ...of, ...period, localDate, availabilityIds: [all[0].id] });
    trial.refused(`Availability, bad request (${type})`, muddled, "BAD_REQUEST");
  }
  const [first] = trial.products as [Json];
  const seats = trial.open.get(first.id)!.reduce((sum, { vacancies }) => sum + vacancies, 0);
  const needed = RESERVATIONS * (optionOf(first).restrictions.maxUnits ?? 5);
  trial.note(
    "Availability, capacity",
    seats >= needed ? [] : [`${seats} vacancies, and ${needed} are needed`],
  );
  const { id, options } = first;
  const wrongProduct = await post({ productId: INVALID.product, optionId: options[0].id, ...period });
  trial.refused("Availability, invalid product", wrongProduct, "INVALID_PRODUCT_ID", "productId");
  const wrongOption = await post({ productId: id, optionId: INVALID.option, ...period });
  trial.refused("Availability, invalid option", wrongOption, "INVALID_OPTION_ID", "optionId");
}

async function reservations(trial: Trial): Promise<void> {
  const [product] = trial.products;
  const wish = trial.wish(product);
  trial.booking("Reservation", await trial.ask("POST", "/bookings", wish), (one) => [
    ...same(one, { ...wish, status: "ON_HOLD" }, [...NAMES, "status"]),
    ...same(one.availability, { id: wish.availabilityId }, ["id"]),
    ...(one.unitItems.length === wish.unitItems.length ? [] : ["unitItems differ in number"]),
  ]);
  const refused = async (scenario: string, more: object, error: string, named?: string) =>
    trial.refused(`Reservation, ${scenario}`, await trial.reserve(product, more), error, named);
  if (trial.soldOut) {
    const { product: gone, availability } = trial.soldOut;
    const answer = await trial.reserve(gone, { availabilityId: availability.id });
    trial.refused("Reservation, sold out", answer, "UNPROCESSABLE_ENTITY");
  } else trial.note("Reservation, sold out", ["nothing is sold out"]);
  await refused("invalid product", { productId: INVALID.product }, "INVALID_PRODUCT_ID", "productId");
  await refused("invalid option", { optionId: INVALID.option }, "INVALID_OPTION_ID", "optionId");
  const nowhere = { availabilityId: INVALID.availability };
  await refused("invalid availability", nowhere, "INVALID_AVAILABILITY_ID", "availabilityId");
  await refused("missing unit items", { unitItems: undefined }, "UNPROCESSABLE_ENTITY");
  await refused("empty unit items", { unitItems: [] }, "UNPROCESSABLE_ENTITY");
  await refused("invalid unit", { unitItems: [{ unitId: INVALID.unit }] }, "INVALID_UNIT_ID", "unitId");
}

async function extensions(trial: Trial): Promise<void> {
  const reserved = (await trial.reserve(trial.products[0])).body;
  const answer = await trial.ask("POST", `/bookings/${reserved.uuid}/extend`, { expirationMinutes: 45 });
  trial.booking("Extension", answer, (one) => [
    ...same(one, reserved, ["status", "uuid", ...NAMES]),
    ...(one.utcExpiresAt > reserved.utcExpiresAt ? [] : ["utcExpiresAt is not later than before"]),
  ]);
  const nobody = await trial.ask("POST", `/bookings/${INVALID.uuid}/extend`, { expirationMinutes: 45 });
  trial.refused("Extension, invalid uuid", nobody, "INVALID_BOOKING_UUID", "uuid");
}

const confirmed = (body: Json, held: Json) => (one: Json) => [
  ...same(one, { status: "CONFIRMED", resellerReference: body.resellerReference }, [
    "status",
    "resellerReference",
  ]),
  ...same(one.contact, body.contact, Object.keys(CONTACT)),
  ...(body.unitItems && one.unitItems.length !== body.unitItems.length ? ["unitItems differ in number"] : []),
  ...same(one, held, ["uuid", ...NAMES]),
];
const sale = () => ({ contact: CONTACT, resellerReference: `ref-${randomUUID()}` });

async function confirmations(trial: Trial): Promise<void> {
  const [product] = trial.products;
  const confirm = (uuid: string, body: object) => trial.ask("POST", `/bookings/${uuid}/confirm`, body);
  const plain = sale();
  const first = (await trial.reserve(product)).body;
  trial.booking("Confirmation", await confirm(first.uuid, plain), confirmed(plain, first));
  const second = (await trial.reserve(product)).body;
  const grown = { ...sale(), unitItems: trial.wish(product, 3).unitItems };
  trial.booking("Confirmation with other units", await confirm(second.uuid, grown), confirmed(grown, second));
  const nobody = await confirm(INVALID.uuid, sale());
  trial.refused("Confirmation, invalid uuid", nobody, "INVALID_BOOKING_UUID", "uuid");
  const third = (await trial.reserve(product)).body;
  const wrong = await confirm(third.uuid, { ...sale(), unitItems: [{ unitId: INVALID.unit }] });
  trial.refused("Confirmation, invalid unit", wrong, "INVALID_UNIT_ID", "unitId");
}

const PERSON = { ...CONTACT, phoneNumber: "+00000000", country: "GB", locales: ["en"] };

/** The same before and after it is sold, as the specification has it. */
async function updates(trial: Trial): Promise<void> {
  for (const state of ["on hold", "sold"]) {
    const [product, other] = trial.products;
    const update = async (scenario: string, body: object, says: (one: Json) => string[]) => {
      const held = (await trial.reserve(product, {}, 2)).body;
      if (state === "sold") await trial.ask("POST", `/bookings/${held.uuid}/confirm`, sale());
      trial.booking(
        `Update, ${scenario} (${state})`,
        await trial.ask("PATCH", `/bookings/${held.uuid}`, body),
        (one) => [
          ...same(one, { ...held, ...body }, ["uuid", ...NAMES]),
          ...same(one, { status: state === "sold" ? "CONFIRMED" : "ON_HOLD" }, ["status"]),
          ...says(one),
        ],
      );
    };
    const { unitItems, availabilityId } = trial.wish(product, 3);
    await update("date", { availabilityId }, (one) =>
      one.unitItems.length === 2 ? [] : ["not two unit items"],
    );
    await update("unit items", { unitItems }, (one) => [
      ...(one.unitItems.length === 3 ? [] : ["not three unit items"]),
      ...(one.unitItems.every(({ unitId }: Json) => unitId === unitItems[0].unitId) ? [] : ["other units"]),
    ]);
    await update("contact", { contact: PERSON, notes: "A note" }, (one) => [
      ...same(one.contact, CONTACT, Object.keys(CONTACT)),
      ...same(one, { notes: "A note" }, ["notes"]),
    ]);
    if (state === "on hold") await update("product", trial.wish(other), () => []);
  }
  const nobody = await trial.ask("PATCH", `/bookings/${INVALID.uuid}`, { notes: "A note" });
  trial.refused("Update, invalid uuid", nobody, "INVALID_BOOKING_UUID", "uuid");
}

async function endings(trial: Trial): Promise<void> {
  const [product] = trial.products;
  const { ask } = trial;
  const body = { reason: "Reason for cancellation" };
  const over = (was: Json) => (one: Json) => [
    ...same(one, { ...was, status: "CANCELLED" }, ["status", "uuid", ...NAMES]),
    ...same(one.cancellation, body, ["reason"]),
  ];
  const held = (await trial.reserve(product)).body;
  trial.booking("Get a reservation", await ask("GET", `/bookings/${held.uuid}`), (one) =>
    same(one, held, ["uuid", "status"]),
  );
  trial.booking("Cancel a reservation", await ask("POST", `/bookings/${held.uuid}/cancel`, body), over(held));
  const sold = (await trial.reserve(product)).body;
  await ask("POST", `/bookings/${sold.uuid}/confirm`, sale());
  trial.booking("Get a booking", await ask("GET", `/bookings/${sold.uuid}`), (one) =>
    same(one, sold, ["uuid"]),
  );
  trial.booking("Cancel a booking", await ask("POST", `/bookings/${sold.uuid}/cancel`, body), over(sold));
  const nobody = await ask("POST", `/bookings/${INVALID.uuid}/cancel`, body);
  trial.refused("Cancel, invalid uuid", nobody, "INVALID_BOOKING_UUID", "uuid");
  trial.refused(
    "Get, invalid uuid",
    await ask("GET", `/bookings/${INVALID.uuid}`),
    "INVALID_BOOKING_UUID",
    "uuid",
  );
}

async function lists(trial: Trial): Promise<void> {
  const said = sale();
  const { uuid } = (await trial.reserve(trial.products[0])).body;
  const { body: sold } = await trial.ask("POST", `/bookings/${uuid}/confirm`, said);
  for (const name of ["resellerReference", "supplierReference"]) {
    const answer = await trial.ask("GET", `/bookings?${name}=${sold[name]}`);
    const rules = (one: Json) => [...Rules.booking(one, trial.priced), ...same(one, sold, [name])];
    trial.good(`List by ${name}`, answer, "Booking", rules, true);
  }
  trial.refused("List, bad request", await trial.ask("GET", "/bookings"), "BAD_REQUEST");
}

/** Every scenario, with what was wrong in it. */
export async function tryAll(ask: Ask, capabilities: readonly string[]): Promise<Finding[]> {
  const trial = new Trial(ask, capabilities);
  for (const flow of [
    catalogue,
    calendars,
    availabilities,
    reservations,
    extensions,
    confirmations,
    updates,
    endings,
    lists,
  ])
    await flow(trial);
  return trial.findings;
}
