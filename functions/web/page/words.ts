/** What the documents themselves say; the rest is said by the script. */
export const WORDS = {
  en: {
    title: "Book",
    console: "Holdfast console",
    consoleNoScript: "The console needs JavaScript.",
    noScript: "This page needs JavaScript to show which places are free.",
    missing: "There is nothing here",
    missingWhy: "This address belongs to no company. Please check the link that you followed.",
    broken: "Something went wrong",
    brokenWhy: "It is our fault and has been noted. Please try again in a moment.",
    signingIn: "Signing you in …",
    signInFailed: "You are not signed in",
    signInFailedWhy: "The sign-in was not completed, or this address was used before. Go back and try again.",
  },
  uk: {
    title: "Бронювання",
    console: "Консоль Holdfast",
    consoleNoScript: "Для роботи консолі потрібен JavaScript.",
    noScript: "Щоб показати вільні місця, цій сторінці потрібен JavaScript.",
    missing: "Тут нічого немає",
    missingWhy: "За цією адресою немає жодної компанії. Перевірте, будь ласка, посилання.",
    broken: "Щось пішло не так",
    brokenWhy: "Це наша помилка, і ми вже про неї знаємо. Спробуйте ще раз за хвилину.",
    signingIn: "Виконуємо вхід …",
    signInFailed: "Увійти не вдалося",
    signInFailedWhy: "Вхід не завершено, або цю адресу вже використано. Поверніться та спробуйте ще раз.",
  },
} as const;
