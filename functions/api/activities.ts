import * as Activity from "../../domain/activity/activity.ts";
import * as Category from "../../domain/catalogue/category.ts";
import * as Location from "../../domain/catalogue/location.ts";
import * as Sphere from "../../domain/catalogue/sphere.ts";
import * as Closing from "../../domain/schedule/closing.ts";
import * as ClosureEffect from "../../domain/schedule/closure-effect.ts";
import * as Preview from "../../domain/schedule/preview.ts";
import * as Schedule from "../../domain/schedule/schedule.ts";
import { http, type Routes } from "../http.ts";

export const routes = {
  "POST /v1/companies/{companyId}/activities": Activity.draft,
  "GET /v1/companies/{companyId}/activities": Activity.list,
  "GET /v1/companies/{companyId}/activities/{activityId}": Activity.show,
  "PATCH /v1/companies/{companyId}/activities/{activityId}": Activity.edit,
  "POST /v1/companies/{companyId}/activities/{activityId}/publication": Activity.publish,
  "POST /v1/companies/{companyId}/activities/{activityId}/archiving": Activity.archive,
  "POST /v1/companies/{companyId}/activities/{activityId}/cancellation": Activity.cancel,
  "POST /v1/companies/{companyId}/locations": Location.add,
  "GET /v1/companies/{companyId}/locations": Location.list,
  "GET /v1/companies/{companyId}/locations/{locationId}": Location.show,
  "PATCH /v1/companies/{companyId}/locations/{locationId}": Location.edit,
  "POST /v1/companies/{companyId}/locations/{locationId}/archiving": Location.archive,
  "POST /v1/companies/{companyId}/locations/{locationId}/embed-key": Location.rotate,
  "POST /v1/companies/{companyId}/categories": Category.add,
  "GET /v1/companies/{companyId}/categories": Category.list,
  "PATCH /v1/companies/{companyId}/categories/{categoryId}": Category.rename,
  "POST /v1/companies/{companyId}/categories/{categoryId}/archiving": Category.archive,
  "POST /v1/categories": Category.addPlatformWide,
  "GET /v1/categories": Category.listPlatformWide,
  "PATCH /v1/categories/{categoryId}": Category.renamePlatformWide,
  "POST /v1/categories/{categoryId}/archiving": Category.archivePlatformWide,
  "POST /v1/spheres": Sphere.add,
  "GET /v1/spheres": Sphere.list,
  "PATCH /v1/spheres/{sphereId}": Sphere.edit,
  "POST /v1/spheres/{sphereId}/archiving": Sphere.archive,
  "GET /v1/companies/{companyId}/activities/{activityId}/schedule": Schedule.show,
  "PUT /v1/companies/{companyId}/activities/{activityId}/schedule": Schedule.set,
  "GET /v1/companies/{companyId}/activities/{activityId}/schedule/versions": Schedule.versions,
  "POST /v1/companies/{companyId}/activities/{activityId}/schedule/preview": Preview.effect,
  "POST /v1/companies/{companyId}/time-slots/preview": Preview.dates,
  "POST /v1/companies/{companyId}/closures": Closing.set,
  "GET /v1/companies/{companyId}/closures": Closing.list,
  "POST /v1/companies/{companyId}/closures/preview": ClosureEffect.preview,
  "DELETE /v1/companies/{companyId}/closures/{closureId}": Closing.remove,
} satisfies Routes;

export const handler = http(routes);
