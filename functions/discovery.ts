/** What the issuer says of itself, the way OpenID Connect has it: asked once, kept while this process lives. */
import * as z from "zod";

/** Two of these in a row are still less than the authoriser's own time. */
export const PATIENCE_MS = 2000;

const Itself = z.object({
  issuer: z.string(),
  jwks_uri: z.url(),
  authorization_endpoint: z.url().optional(),
  token_endpoint: z.url().optional(),
  end_session_endpoint: z.url().optional(),
});
export type Issuer = z.infer<typeof Itself>;

let known: Promise<Issuer> | undefined;

export async function discovered(): Promise<Issuer> {
  known ??= discover().catch((error: unknown) => {
    known = undefined;
    throw error;
  });
  return known;
}

async function discover(): Promise<Issuer> {
  const issuer = process.env.ISSUER ?? "";
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const answer = await fetch(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`, { signal });
  const itself = Itself.parse(await answer.json());
  if (itself.issuer !== issuer) throw new Error("The issuer calls itself by another name.");
  return itself;
}
