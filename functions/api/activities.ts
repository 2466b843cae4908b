import * as Activity from "../../domain/activity/activity.ts";
import { http, type Routes } from "../http.ts";

export const routes = {
  "POST /v1/companies/{companyId}/activities": Activity.draft,
  "GET /v1/companies/{companyId}/activities": Activity.list,
  "GET /v1/companies/{companyId}/activities/{activityId}": Activity.show,
  "PATCH /v1/companies/{companyId}/activities/{activityId}": Activity.edit,
  "POST /v1/companies/{companyId}/activities/{activityId}/publication": Activity.publish,
  "POST /v1/companies/{companyId}/activities/{activityId}/archiving": Activity.archive,
  "POST /v1/companies/{companyId}/activities/{activityId}/cancellation": Activity.cancel,
} satisfies Routes;

export const handler = http(routes);
