/**
 * What of ElectroDB a function needs. It is CommonJS and requires the SDK's document client; bundled as it is, that makes
 * the whole SDK lazy wrappers that nothing can be left out of. So it is handed the commands with which it reads (what it
 * builds to write goes through `commit`), and an entity is made when it is first asked for: a request uses few of those
 * that its function knows.
 */
import { BatchGetCommand, GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import * as Whole from "electrodb";
import handed from "./handed.cjs";

Object.assign(handed, { BatchGetCommand, GetCommand, QueryCommand, marshall, unmarshall });

export { CustomAttributeType } from "electrodb";

type Model = ConstructorParameters<typeof Whole.Entity>;
type Made = Readonly<Record<PropertyKey, unknown>>;

export function Entity(this: object, ...model: Model) {
  let made: Made | undefined;
  return new Proxy(this, {
    get(_, name) {
      made ??= new Whole.Entity(...model) as unknown as Made;
      const part = made[name];
      return typeof part === "function" ? (part.bind(made) as unknown) : part;
    },
  });
}
