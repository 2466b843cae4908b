/** The sandbox gateway in a thread of its own, so that its work is not counted as ours. */
import { parentPort } from "node:worker_threads";
import { openHouse } from "../functions/sandbox-house.ts";

const { url } = await openHouse();
parentPort!.postMessage(url, []);
