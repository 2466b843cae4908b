/** What an activity's fields must agree on, with each other and with its company. */
import type * as Company from "../company/company.ts";
import { unprocessable } from "../error.ts";
import type { Money } from "../money.ts";
import type { Option } from "./row.ts";
import type { Terms } from "./terms.ts";

type Offer = {
  price: Money;
  options?: readonly Option[] | undefined;
  minSpots: number;
  maxSpots: number;
  capacity: number;
};

/** The most that the terms of one activity may take up: they travel with every page of the catalogue. */
const MOST_BYTES = 16_000;

export function mustAgree(offer: Offer, terms: Terms, company: Company.Company): void {
  const { price, options = [], minSpots, maxSpots, capacity } = offer;
  const prices = [
    price,
    ...options.map((option) => option.price),
    ...terms.unitKinds.map((kind) => kind.price),
  ];
  const foreign = prices.find(({ currency }) => currency !== company.currency);
  if (foreign) {
    throw unprocessable("activity.currency_differs", "Every price must be in the company's currency.", {
      currency: foreign.currency,
      companyCurrency: company.currency,
    });
  }
  if (minSpots > maxSpots || minSpots > capacity) {
    throw unprocessable("activity.spots_disagree", "minSpots may exceed neither maxSpots nor the capacity.", {
      minSpots,
      maxSpots,
      capacity,
    });
  }
  if (terms.unitKinds.length > 0 && options.some((option) => option.price.amount !== price.amount)) {
    throw unprocessable(
      "activity.options_priced_by_units",
      "Unit kinds have the prices; options of such an activity differ in length alone.",
    );
  }
  const heavy = terms.unitKinds.find(({ weight, min = 0 }) => weight * Math.max(1, min) > maxSpots);
  if (heavy) {
    throw unprocessable("activity.unit_kind_too_large", "One booking has no room for this unit kind.", {
      unitKindId: heavy.unitKindId,
      maxSpots,
    });
  }
  if (Buffer.byteLength(JSON.stringify(terms)) > MOST_BYTES) {
    throw unprocessable(
      "activity.terms_too_long",
      "Policy, unit kinds and questions are too long together.",
      {
        mostBytes: MOST_BYTES,
      },
    );
  }
}
