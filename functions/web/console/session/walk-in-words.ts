const en = {
  open: "Add a walk-in",
  title: "Book for somebody at the desk",
  name: "Name",
  email: "E-mail",
  optional: "optional",
  places: "Places",
  payment: "Payment",
  methods: { cash: "Cash now", on_arrival: "At the door" },
  book: "Book",
  bookForCash: (price: string) => `Book and take ${price} in cash`,
  booked: (name: string) => `${name} is booked.`,
};
const uk: typeof en = {
  open: "Додати відвідувача",
  title: "Забронювати на місці",
  name: "Ім’я",
  email: "Ел. пошта",
  optional: "необов’язково",
  places: "Місця",
  payment: "Оплата",
  methods: { cash: "Готівкою зараз", on_arrival: "На вході" },
  book: "Забронювати",
  bookForCash: (price) => `Забронювати й прийняти ${price} готівкою`,
  booked: (name) => `Заброньовано: ${name}.`,
};
export const WORDS = { en, uk };
