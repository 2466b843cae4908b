const en = {
  checkIn: "Check in",
  checkedIn: "Checked in.",
  noShow: "Did not come",
  missed: "Noted that nobody came.",
  undo: "Take back",
  undone: "Taken back.",
  howMany: "How many came",
  of: (came: number, spots: number) => `${came} of ${spots}`,
  there: (there: number, expected: number) => `${there} of ${expected} are there`,
  code: "Booking code",
  byCode: "Check in by code",
};
const uk: typeof en = {
  checkIn: "Відмітити прихід",
  checkedIn: "Прихід відмічено.",
  noShow: "Не прийшли",
  missed: "Відмічено, що не прийшли.",
  undo: "Скасувати відмітку",
  undone: "Відмітку скасовано.",
  howMany: "Скільки прийшло",
  of: (came, spots) => `${came} із ${spots}`,
  there: (there, expected) => `Прийшло ${there} із ${expected}`,
  code: "Код бронювання",
  byCode: "Відмітити за кодом",
};
export const WORDS = { en, uk };
