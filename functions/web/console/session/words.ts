const en = {
  toWeek: "Calendar",
  seats: "Places",
  price: "Price",
  closesAt: "Sale closes",
  roster: "Who comes",
  nobody: "Nobody has booked yet",
  notComing: (n: number) => `Cancelled (${n})`,
  nameless: "No name given",
  closeSale: "Close the sale",
  openSale: "Open the sale again",
  saleClosed: "The sale is closed.",
  saleOpened: "The sale is open.",
  cancel: "Cancel the session",
  cancelSure: "Cancel this session?",
  cancelWhy: (bookings: number) =>
    bookings === 0
      ? "Nobody has booked. It stays on the calendar as cancelled."
      : `${bookings === 1 ? "1 booking is" : `${bookings} bookings are`} cancelled, everybody is told, and what they have paid goes back.`,
  cancelYes: "Cancel the session",
  cancelled: "The session is cancelled.",
};
const uk: typeof en = {
  toWeek: "Календар",
  seats: "Місця",
  price: "Ціна",
  closesAt: "Продаж до",
  roster: "Хто прийде",
  nobody: "Ще ніхто не забронював",
  notComing: (n) => `Скасовані (${n})`,
  nameless: "Ім’я не вказано",
  closeSale: "Закрити продаж",
  openSale: "Знову відкрити продаж",
  saleClosed: "Продаж закрито.",
  saleOpened: "Продаж відкрито.",
  cancel: "Скасувати заняття",
  cancelSure: "Скасувати це заняття?",
  cancelWhy: (bookings) =>
    bookings === 0
      ? "Ніхто не забронював. У календарі воно залишиться скасованим."
      : `Буде скасовано бронювань: ${bookings}. Усіх буде повідомлено, а сплачене повернеться.`,
  cancelYes: "Скасувати заняття",
  cancelled: "Заняття скасовано.",
};
export const WORDS = { en, uk };
