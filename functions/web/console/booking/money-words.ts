const en = {
  money: "Money",
  payment: "Payment",
  walletPayment: "From the wallet",
  further: "For moving it",
  refund: "Refund",
  paymentStatus: { CREATED: "begun", PENDING: "open", SUCCEEDED: "paid", FAILED: "failed" } as Readonly<
    Record<string, string>
  >,
  refundStatus: {
    REQUESTED: "asked for",
    AUTO_APPROVED: "on its way",
    APPROVED: "on its way",
    REJECTED: "rejected",
    PAID: "paid back",
    FAILED: "failed",
  } as Readonly<Record<string, string>>,
  destination: { CARD: "the way it was paid", WALLET: "to the wallet" } as Readonly<Record<string, string>>,
  receive: (price: string) => `Take ${price} in cash`,
  received: "The cash is entered.",
};
const uk: typeof en = {
  money: "Гроші",
  payment: "Платіж",
  walletPayment: "З гаманця",
  further: "За перенесення",
  refund: "Повернення",
  paymentStatus: { CREATED: "розпочато", PENDING: "відкрито", SUCCEEDED: "сплачено", FAILED: "не вдалося" },
  refundStatus: {
    REQUESTED: "запитано",
    AUTO_APPROVED: "в дорозі",
    APPROVED: "в дорозі",
    REJECTED: "відхилено",
    PAID: "повернуто",
    FAILED: "не вдалося",
  },
  destination: { CARD: "тим самим способом", WALLET: "до гаманця" },
  receive: (price) => `Прийняти ${price} готівкою`,
  received: "Готівку записано.",
};
export const WORDS = { en, uk };
