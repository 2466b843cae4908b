/**
 * ElectroDB is CommonJS and requires the SDK's document client. Bundled as it is, that makes the whole SDK lazy wrappers
 * that nothing can be left out of; so it is handed the commands that it may use, and the SDK stays what it is.
 */
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import handed from "./handed.cjs";

Object.assign(handed, {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
  marshall,
  unmarshall,
});

export { CustomAttributeType, Entity } from "electrodb";
