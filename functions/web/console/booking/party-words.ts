const en = {
  title: "Who comes",
  places: (n: number) => (n === 1 ? "1 place" : `${n} places`),
  yes: "yes",
  no: "no",
};
const uk: typeof en = {
  title: "Хто прийде",
  places: (n) => `Місць: ${n}`,
  yes: "так",
  no: "ні",
};
export const WORDS = { en, uk };
