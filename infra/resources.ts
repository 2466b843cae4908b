import type { IHttpRouteAuthorizer } from "aws-cdk-lib/aws-apigatewayv2";
import { type Access, addRoutes } from "./api.ts";
import { entryOf } from "./entries.ts";
import { Fn, type FnProps } from "./fn.ts";
import * as functions from "./functions.ts";
import { limitVariables } from "./grants.ts";
import type { House } from "./house.ts";
import type { Route, Routes } from "./routes.ts";

/** One Lambda per resource file; its routes are those that the file exports. */
export function makeResources(house: House, { api }: Routes, authoriser: IHttpRouteAuthorizer): void {
  for (const [resource, work] of Object.entries(functions.api)) {
    makeAnswering(
      house,
      { ...work, name: `api-${resource}`, entry: entryOf.api(resource) },
      api.get(resource) ?? [],
      {
        authoriser,
        whyOpen: "The verb behind this route may be called by the public: it shows only what is published.",
      },
    );
  }
}

/** A function that answers people over the API under its own name: it counts their requests, and its own bugs. */
export function makeAnswering(house: House, props: FnProps, routes: readonly Route[], access: Access): void {
  const grants = [...props.grants, "limits.count"] as const;
  addRoutes(house.api, new Fn(house, { ...props, grants, answersPeople: true }), routes, access);
}

/** What resellers' programs ask, in the specification's words. */
export function makeOcto(house: House, { octo }: Routes): void {
  makeAnswering(house, { ...functions.octo, name: "octo", entry: entryOf.octo }, octo, {
    whyOpen: "A program shows an API key, which the function looks up itself; without one it is refused.",
  });
}

/** What the API says of itself, to anyone. */
export function makeReference(house: House, { reference }: Routes): void {
  const fn = new Fn(house, { ...functions.reference, name: "reference", entry: entryOf.reference });
  for (const [variable, limit] of Object.entries(limitVariables(house.environment))) {
    fn.lambda.addEnvironment(variable, limit);
  }
  addRoutes(house.api, fn, reference, {
    whyOpen: "The reference is for anyone, and so is being told that an address is none.",
  });
}
