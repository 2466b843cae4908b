/** What opens something for whoever shows it: told once, to whoever asked for it, and kept as its hash alone. */
import { createHash, randomBytes } from "node:crypto";

/** 256 bits in 43 characters: nobody guesses one, so a plain hash of it is as good as a slow one. */
export const draw = (): string => randomBytes(32).toString("base64url");

export const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("base64url");
