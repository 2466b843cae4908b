import { Duration } from "aws-cdk-lib";
import { PolicyStatement, type Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { EventInvokeConfig } from "aws-cdk-lib/aws-lambda";
import { SqsDestination } from "aws-cdk-lib/aws-lambda-destinations";
import { Schedule, ScheduleExpression, ScheduleGroup } from "aws-cdk-lib/aws-scheduler";
import { makeDeadLetters } from "./dead-letters.ts";
import { entryOf } from "./entries.ts";
import { Fn } from "./fn.ts";
import { timers } from "./functions.ts";
import { OwnRole } from "./own-role.ts";
import type { House } from "./house.ts";

/** What time must do. A tick that fails is not repeated for long: the next one does the same work. */
export function makeTimers(house: House): void {
  const { stack, environment } = house;
  const group = new ScheduleGroup(stack, "Timers", { scheduleGroupName: `holdfast-${environment.name}` });
  for (const [name, { everyMinutes, ...work }] of Object.entries(timers)) {
    const fn = new Fn(house, { ...work, name: `timer-${name}`, entry: entryOf.timer(name) });
    const deadLetters = makeDeadLetters(house, `timer-${name}`, work.ifItFails);
    new EventInvokeConfig(fn, "Attempts", {
      function: fn.lambda,
      retryAttempts: 1,
      maxEventAge: Duration.minutes(everyMinutes),
      onFailure: new SqsDestination(deadLetters),
    });
    new Schedule(fn, "Schedule", {
      scheduleName: name,
      scheduleGroup: group,
      schedule: ScheduleExpression.rate(Duration.minutes(everyMinutes)),
      target: {
        // The library's own target would allow itself every version of the function, by a wildcard.
        bind: () => ({
          arn: fn.lambda.functionArn,
          role: schedulerRole(fn, deadLetters.queueArn),
          retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: Math.max(60, everyMinutes * 60) },
          deadLetterConfig: { arn: deadLetters.queueArn },
        }),
      },
    });
  }
}

function schedulerRole(fn: Fn, deadLettersArn: string): Role {
  const scheduler = new ServicePrincipal("scheduler.amazonaws.com", {
    conditions: { StringEquals: { "aws:SourceAccount": fn.lambda.stack.account } },
  });
  const role = new OwnRole(fn, "SchedulerRole", scheduler);
  role.addToPolicy(
    new PolicyStatement({ actions: ["lambda:InvokeFunction"], resources: [fn.lambda.functionArn] }),
  );
  role.addToPolicy(new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [deadLettersArn] }));
  return role;
}
