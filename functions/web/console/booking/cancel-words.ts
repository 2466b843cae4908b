const en = {
  cancel: "Cancel the booking",
  sure: "Cancel this booking?",
  why: "The places become free for others, and the customer is told.",
  cancelled: "The booking is cancelled.",
  howMuch: "Refund",
  decisions: { usual: "Everything", policy: "By the policy", none: "Nothing" },
  back: "Refund",
  kept: "Kept",
  to: { origin: "the way it was paid", wallet: "to the wallet" },
};
const uk: typeof en = {
  cancel: "Скасувати бронювання",
  sure: "Скасувати це бронювання?",
  why: "Місця звільняться для інших, клієнта буде повідомлено.",
  cancelled: "Бронювання скасовано.",
  howMuch: "Повернення",
  decisions: { usual: "Усе", policy: "За політикою", none: "Нічого" },
  back: "Повертається",
  kept: "Залишається",
  to: { origin: "тим самим способом", wallet: "до гаманця" },
};
export const WORDS = { en, uk };
