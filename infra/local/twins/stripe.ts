/**
 * Stripe's twin: accounts by secret key, the API that the adapter uses, the hosted page, signed events, and `POST /control`
 * (stripe/control.ts) to make anything happen. Any `sk_test_…` or `rk_test_…` opens an account; `sk_test_revoked…` and
 * live keys are refused.
 */
import { createHash, randomBytes } from "node:crypto";
import { open, type Account } from "./stripe/account.ts";
import { Callbacks } from "./stripe/callbacks.ts";
import { obey, Order } from "./stripe/control.ts";
import { Failure, invalid } from "./stripe/failure.ts";
import { hosted } from "./stripe/hosted.ts";
import { routes } from "./stripe/routes.ts";
import { VERSION } from "./stripe/version.ts";
import type { Asked, Options, Said, Twin } from "./twin.ts";

export function twin({ now = () => Date.now() }: Options = {}): Twin {
  const accounts = new Map<string, Account>();
  const callbacks = new Callbacks();
  const accountOf = (key: string): Account => {
    const known = accounts.get(key) ?? open(accepted(key), now);
    accounts.set(key, known);
    return known;
  };
  const answer = (asked: Asked): Said => {
    const page = hosted(accounts.values(), callbacks, asked);
    if (page) return page;
    if (asked.path === "/control") {
      const order = Order.parse(JSON.parse(asked.body.toString()));
      return json(200, obey(accountOf(order.key), callbacks, order) ?? {});
    }
    return once(accountOf(keyIn(asked)), asked, (account) => api(account, callbacks, asked));
  };
  return {
    handle: async (asked) => {
      try {
        return answer(asked);
      } catch (error) {
        if (error instanceof Failure) return json(error.status, { error: error.error });
        return json(400, { error: { type: "invalid_request_error", message: String(error) } });
      }
    },
    settled: () => callbacks.settled(),
  };
}

function api(
  account: Account,
  callbacks: Callbacks,
  { method, path, query, body, headers, origin }: Asked,
): Said {
  const version = headers["stripe-version"];
  if (version !== undefined && version !== VERSION) throw invalid(`Invalid Stripe API version: ${version}`);
  const form = method === "POST" ? new URLSearchParams(body.toString()) : query;
  for (const [route, run] of Object.entries(routes)) {
    const pattern = new RegExp(`^${route.replace("{id}", String.raw`(?<id>\w+)`)}$`);
    const found = pattern.exec(`${method} ${path}`);
    if (found) return json(200, run({ account, callbacks, id: found.groups?.id ?? "", form, origin }));
  }
  throw new Failure(404, {
    type: "invalid_request_error",
    message: `Unrecognized request URL (${method}: ${path}).`,
  });
}

/** A repeat with the same key is answered as the first was; with other parameters it is refused. */
function once(account: Account, asked: Asked, run: (account: Account) => Said): Said {
  const key = asked.headers["idempotency-key"];
  if (asked.method !== "POST" || key === undefined) return run(account);
  const fingerprint = createHash("sha256").update(`${asked.path}\n`).update(asked.body).digest("hex");
  const known = account.remembered.get(key);
  if (known && known.fingerprint !== fingerprint)
    throw new Failure(400, {
      type: "idempotency_error",
      message:
        "Keys for idempotent requests can only be used with the same parameters they were first used with.",
    });
  if (known) return json(known.status, known.body, { "idempotent-replayed": "true" });
  const said = executed(() => run(account));
  if (said.status === 200 || said.status === 402) {
    account.remembered.set(key, { fingerprint, status: said.status, body: said.body });
  }
  return { ...said, headers: { ...said.headers, "idempotency-key": key } };
}

/** A declined card is an outcome like any other: it is remembered, too. */
function executed(run: () => Said): Said {
  try {
    return run();
  } catch (error) {
    if (error instanceof Failure && error.status === 402) return json(402, { error: error.error });
    throw error;
  }
}

function keyIn({ headers }: Asked): string {
  const [scheme, given = ""] = (headers.authorization ?? "").split(" ");
  if (scheme === "Bearer") return given;
  return Buffer.from(given, "base64").toString().split(":")[0] ?? "";
}

function accepted(key: string): string {
  if (/^(sk|rk)_test_(?!revoked)\w{8,250}$/.test(key)) return key;
  throw new Failure(401, { type: "invalid_request_error", message: "Invalid API Key provided." });
}

const json = (status: number, body: object | string, more: Record<string, string> = {}): Said => ({
  status,
  headers: {
    "content-type": "application/json",
    "request-id": `req_${randomBytes(7).toString("hex")}`,
    "stripe-version": VERSION,
    ...more,
  },
  body: typeof body === "string" ? body : JSON.stringify(body),
});
