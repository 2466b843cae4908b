/** An invoice as Monobank knows it, and what it says of one, in a callback as in an answer. */
export interface Cancel {
  status: "processing" | "success" | "failure";
  readonly amount: number;
  readonly extRef?: string | undefined;
  readonly createdDate: string;
}

export interface Invoice {
  readonly invoiceId: string;
  readonly token: string;
  readonly amount: number;
  readonly ccy: number;
  readonly reference: string;
  readonly destination: string;
  readonly redirectUrl: string;
  readonly webHookUrl: string;
  readonly createdDate: string;
  /** Where the payer wants his card to be kept. */
  readonly walletId?: string | undefined;
  readonly cancels: Cancel[];
  modifiedDate: string;
  status: string;
  failureReason?: string | undefined;
}

export const returned = ({ cancels }: Invoice): number =>
  cancels.filter(({ status }) => status === "success").reduce((sum, { amount }) => sum + amount, 0);
/** What may still be cancelled: a cancel that is on its way has its part already. */
export const cancellable = ({ amount, cancels }: Invoice): number =>
  amount -
  cancels.filter(({ status }) => status !== "failure").reduce((sum, cancel) => sum + cancel.amount, 0);

export const cardTokenOf = ({ invoiceId }: Invoice): string => `card_${invoiceId}`;

export function said(invoice: Invoice): object {
  const { invoiceId, status, amount, ccy, createdDate, modifiedDate, reference, destination } = invoice;
  const isPaid = ["success", "reversed", "hold"].includes(status);
  return {
    invoiceId,
    status,
    ...(invoice.failureReason !== undefined && { failureReason: invoice.failureReason, errCode: "59" }),
    amount,
    ccy,
    ...(isPaid && { finalAmount: amount - returned(invoice) }),
    createdDate,
    modifiedDate,
    reference,
    destination,
    ...(isPaid && {
      paymentInfo: {
        maskedPan: "444403******1902",
        approvalCode: "662476",
        rrn: "060189181768",
        tranId: "13194036",
        terminal: "MI001088",
        bank: "Універсал Банк",
        paymentSystem: "visa",
        paymentMethod: "pan",
        country: "804",
        fee: 0,
      },
    }),
    ...(isPaid &&
      invoice.walletId !== undefined && {
        walletData: { cardToken: cardTokenOf(invoice), walletId: invoice.walletId, status: "created" },
      }),
    ...(invoice.cancels.length > 0 && {
      cancelList: invoice.cancels.map((cancel) => ({ ...cancel, ccy, modifiedDate: cancel.createdDate })),
    }),
  };
}
