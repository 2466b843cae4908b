/** How to pay: on a gateway's page now, at the door, or after the session. */
import type * as Api from "./api.ts";
import { useHere } from "./here.ts";

/** What the session allows, the company's gateways first. */
export const waysOf = (
  { payOnArrival, postPaid }: Pick<Api.Session, "payOnArrival" | "postPaid">,
  gateways: readonly string[],
): readonly Api.Way[] => (postPaid ? ["post_paid"] : [...gateways, ...(payOnArrival ? ["on_arrival"] : [])]);

type Props = { ways: readonly Api.Way[]; chosen: Api.Way; choose: (way: Api.Way) => void };

/** A gateway that the page has no words for is offered by its own name. */
export function Ways({ ways, chosen, choose }: Props) {
  const { words } = useHere();
  return (
    <fieldset class="picks">
      <legend>{words.howToPay}</legend>
      {ways.map((way) => {
        const [name, about] = (words.gateways[way] ?? way).split(": ");
        return (
          <label key={way}>
            <input
              type="radio"
              name="gateway"
              value={way}
              checked={way === chosen}
              onChange={() => choose(way)}
            />
            <span>
              <b>{name}</b>
              {about && <span class="soft">{about}</span>}
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}

export function Unpayable() {
  const { words } = useHere();
  const [title, why] = words.noGateway;
  return (
    <div class="refused" role="alert">
      <div>
        <strong>{title}</strong>
        <p>{why}</p>
      </div>
    </div>
  );
}
