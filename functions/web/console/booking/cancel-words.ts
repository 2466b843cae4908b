const en = {
  cancel: "Cancel the booking",
  sure: "Cancel this booking?",
  why: "The places become free for others, and the customer is told.",
  cancelled: "The booking is cancelled.",
  howMuch: "What goes back?",
  decisions: { usual: "Everything", policy: "What the policy gives", none: "Nothing" },
  back: "Goes back",
  kept: "Is kept",
  to: { origin: "the way it was paid", wallet: "to the wallet" },
};
const uk: typeof en = {
  cancel: "Скасувати бронювання",
  sure: "Скасувати це бронювання?",
  why: "Місця звільняться для інших, клієнта буде повідомлено.",
  cancelled: "Бронювання скасовано.",
  howMuch: "Що повертається?",
  decisions: { usual: "Усе", policy: "Те, що дає політика", none: "Нічого" },
  back: "Повертається",
  kept: "Залишається",
  to: { origin: "тим самим способом", wallet: "до гаманця" },
};
export const WORDS = { en, uk };
