import * as z from "zod";
import type { Reply } from "../engine/wire.ts";
import { definitionShape, scheduleArn, type Definition, type Schedules } from "../delivery/schedules.ts";
import { readExpression } from "../delivery/expression.ts";
import type { Roles } from "../access/roles.ts";
import { Refusal } from "../template/refusal.ts";
import type { Stack } from "../template/template.ts";
import { ServiceError, type Request, type Service } from "./aws-service.ts";

/** Scheduler, which speaks REST: the method is the verb. */
const operations: Record<string, string> = {
  DELETE: "DeleteSchedule",
  GET: "GetSchedule",
  POST: "CreateSchedule",
  PUT: "UpdateSchedule",
};

interface Input {
  readonly GroupName?: string;
  readonly Target?: { RoleArn?: string };
}

export function scheduler(stack: Stack, roles: Roles, schedules: Schedules): Service {
  const functions = stack.all("AWS::Lambda::Function");

  function read(input: unknown, name: string): Definition {
    const parsed = definitionShape.safeParse(input);
    if (!parsed.success) throw new ServiceError("ValidationException", z.prettifyError(parsed.error));
    const { GroupName, ScheduleExpression, Target } = parsed.data;
    if (!schedules.groups.has(GroupName))
      throw new ServiceError("ResourceNotFoundException", `Schedule group ${GroupName} does not exist.`, 404);
    if (!functions.some(({ arn }) => arn === Target.Arn)) {
      throw new ServiceError(
        "ValidationException",
        `Only functions of this template can be targets here, not ${Target.Arn}.`,
      );
    }
    if (!roles.get(Target.RoleArn)?.allows({ action: "lambda:InvokeFunction", resource: Target.Arn })) {
      throw new ServiceError(
        "ValidationException",
        `The role ${Target.RoleArn} may not invoke ${Target.Arn}.`,
      );
    }
    try {
      readExpression(ScheduleExpression, name);
    } catch (error) {
      if (error instanceof Refusal) throw new ServiceError("ValidationException", error.message);
      throw error;
    }
    return parsed.data;
  }

  function existing(group: string, name: string) {
    const found = schedules.find(group, name);
    if (!found) throw new ServiceError("ResourceNotFoundException", `Schedule ${name} does not exist.`, 404);
    return found;
  }

  return {
    operation: ({ method, path }) =>
      /^\/schedules\/[^/?]+(\?|$)/.test(path) ? operations[method] : undefined,
    needs(operation, input, request) {
      const { name, group } = place(request, input);
      const role = (input as Input | undefined)?.Target?.RoleArn;
      return [
        { action: `scheduler:${operation}`, resource: scheduleArn(group, name) },
        ...(role === undefined ? [] : [{ action: "iam:PassRole", resource: role }]),
      ];
    },
    answer(operation, input, request) {
      const { name, group } = place(request, input);
      const ScheduleArn = scheduleArn(group, name);
      if (operation === "CreateSchedule") {
        if (schedules.find(group, name))
          throw new ServiceError("ConflictException", `Schedule ${name} already exists.`, 409);
        schedules.save(name, read(input, name));
        return json({ ScheduleArn });
      }
      if (operation === "UpdateSchedule") {
        existing(group, name);
        schedules.save(name, read(input, name));
        return json({ ScheduleArn });
      }
      if (operation === "GetSchedule")
        return json({ Arn: ScheduleArn, Name: name, ...existing(group, name) });
      existing(group, name);
      schedules.delete(group, name);
      return json({});
    },
    refusal: (type, message, status = type === "AccessDeniedException" ? 403 : 400) => ({
      ...json({ Message: message }, status),
      headers: { "content-type": "application/json", "x-amzn-errortype": type },
    }),
  };
}

const json = (value: unknown, status = 200): Reply => ({
  status,
  headers: { "content-type": "application/json" },
  body: Buffer.from(JSON.stringify(value)),
});

function place({ path }: Request, input: unknown) {
  const url = new URL(path, "http://local");
  const name = decodeURIComponent(url.pathname.split("/")[2] ?? "");
  const group = url.searchParams.get("groupName") ?? (input as Input | undefined)?.GroupName ?? "default";
  return { name, group };
}
