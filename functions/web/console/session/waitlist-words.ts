const en = {
  title: "Waitlist",
  waiting: (n: number) => (n === 0 ? "nobody waits now" : n === 1 ? "1 in line" : `${n} in line`),
  others: (n: number) => `No longer waiting (${n})`,
  nameless: "No name given",
  since: (when: string) => `since ${when}`,
  offered: (until: string) => `Offered until ${until}`,
  status: { BOOKED: "Booked", LAPSED: "Offer lapsed", LEFT: "Left" },
  takeOut: "Remove",
  sure: (name: string) => `Remove ${name} from the waitlist?`,
  why: {
    WAITING: "The others move up. Whoever is removed can join again, at the end.",
    OFFERED: "The places that are kept for them are offered to the next in line.",
  },
  takenOut: "Removed from the waitlist.",
};
const uk: typeof en = {
  title: "Список очікування",
  waiting: (n) => (n === 0 ? "зараз ніхто не чекає" : `у черзі: ${n}`),
  others: (n) => `Більше не чекають (${n})`,
  nameless: "Ім’я не вказано",
  since: (when) => `з ${when}`,
  offered: (until) => `Запропоновано до ${until}`,
  status: { BOOKED: "Заброньовано", LAPSED: "Пропозиція минула", LEFT: "Вийшли" },
  takeOut: "Прибрати",
  sure: (name) => `Прибрати зі списку очікування: ${name}?`,
  why: {
    WAITING: "Решта просунеться вперед. Прибраний може стати в чергу знову, у кінець.",
    OFFERED: "Місця, залишені для них, буде запропоновано наступним.",
  },
  takenOut: "Прибрано зі списку очікування.",
};
export const WORDS = { en, uk };
