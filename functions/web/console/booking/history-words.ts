const en = {
  title: "History",
  by: {
    customer: "the customer",
    staff: "staff",
    platform: "Holdfast’s staff",
    system: "automatically",
    key: "a program",
  } as Readonly<Record<string, string>>,
  you: "you",
  reasons: {
    cancelled_by_staff: "Cancelled by staff",
    cancelled_by_customer: "Cancelled by the customer",
    cancelled_by_session_cancelled: "The session was cancelled",
  } as Readonly<Record<string, string>>,
};
const uk: typeof en = {
  title: "Історія",
  by: {
    customer: "клієнт",
    staff: "працівник",
    platform: "працівник Holdfast",
    system: "автоматично",
    key: "програма",
  },
  you: "ви",
  reasons: {
    cancelled_by_staff: "Скасовано працівником",
    cancelled_by_customer: "Скасовано клієнтом",
    cancelled_by_session_cancelled: "Заняття скасовано",
  },
};
export const WORDS = { en, uk };
