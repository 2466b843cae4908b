export const literal = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** IAM's wildcards: `*` is any text, `?` any one character. */
export function wildcard(pattern: string, flags = ""): RegExp {
  return new RegExp(`^${literal(pattern).replaceAll("\\*", ".*").replaceAll("\\?", ".")}$`, `s${flags}`);
}
