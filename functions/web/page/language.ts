/** Which of the page's languages somebody reads: what he chose, what his browser prefers, what the company speaks. */
import type { APIGatewayProxyEventV2 } from "aws-lambda";

export const LANGUAGES = ["en", "uk"] as const;
export type Language = (typeof LANGUAGES)[number];

export function languageOf(
  { queryStringParameters, headers }: APIGatewayProxyEventV2,
  locale = "en",
): Language {
  return known(queryStringParameters?.lang) ?? preferred(headers["accept-language"]) ?? known(locale) ?? "en";
}

function preferred(header = ""): Language | undefined {
  const ranked = header.split(",").map((part) => {
    const [tag = "", ...parameters] = part.trim().split(";");
    const weight = parameters.find((parameter) => parameter.trim().startsWith("q="));
    return { tag, weight: weight === undefined ? 1 : Number(weight.trim().slice(2)) };
  });
  const wanted = ranked
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight);
  return wanted.map(({ tag }) => known(tag)).find((language) => language !== undefined);
}

const known = (tag: string | undefined): Language | undefined =>
  LANGUAGES.find((language) => language === tag?.toLowerCase().split("-")[0]);
