/** For looking into the running system's table: as the machine's own administrator, who may do everything. */
import { inject } from "vitest";

Object.assign(process.env, {
  AWS_ENDPOINT_URL_DYNAMODB: inject("system").endpoint,
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "local-admin",
  AWS_SECRET_ACCESS_KEY: "local",
  TABLE_NAME: "holdfast-dev",
});
