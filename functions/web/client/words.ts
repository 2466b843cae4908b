/** What the page says, in each of its languages. English is the shape that the others follow. */
import { uk } from "./ukrainian.ts";

export type Language = "en" | "uk";

const places = (n: number): string => (n === 1 ? "1 place" : `${n} places`);

const en = {
  skip: "Skip to content",
  otherLanguage: "Українською",
  account: "Your account",
  signIn: "Sign in",
  signOut: "Sign out",
  haveAccount: "Do you have an account?",
  signInFirst: "Sign in first",
  signedOut: "You are not signed in",
  signedOutWhy: "Sign in to see what you have booked here.",
  bookingAs: "Booked for",
  myBookings: "My bookings",
  nothingBooked: "Nothing is booked",
  nothingBookedWhy: "Here you find what you have booked with your account and is still to come.",
  standing: { awaits: "Not paid yet", certain: "Booked" },
  steps: ["Time", "Details", "Payment"],
  stepOf: (step: number) => `Step ${step} of 3`,
  loading: "Loading …",
  again: "Try again",
  back: "Back",
  allActivities: "All activities",

  choose: "What would you like to book?",
  noActivities: "Nothing can be booked here at the moment",
  noActivitiesWhy: "Please come back later, or ask the company directly.",
  from: "per place",
  minutes: (n: number) => `${n} min`,
  hours: (n: number) => (n === 1 ? "1 hour" : `${n} hours`),

  when: "Choose a time",
  calendar: "Days with free places",
  earlier: "Earlier month",
  later: "Later month",
  dayWith: (n: number) => (n === 1 ? "1 time" : `${n} times`),
  noSessions: "No times this month",
  noSessionsWhy: "Look at another month.",
  nothingPlanned: "No times are planned yet",
  nothingPlannedWhy: "Nothing is on the calendar in the next three months. Please come back later.",
  seatsLeft: (n: number) => `${places(n)} left`,
  lastSeats: (n: number) => (n === 1 ? "Last place" : `Only ${places(n)} left`),
  soldOut: "Sold out",
  soldOutWait: "Sold out · waiting list",
  closed: "Closed",
  timesIn: (zone: string) => `All times are local: ${zone}`,

  howMany: "How many places?",
  whoComes: "Who comes?",
  fewerOf: (kind: string) => `Fewer: ${kind}`,
  moreOf: (kind: string) => `More: ${kind}`,
  ages: (from?: number, to?: number): string =>
    to === undefined
      ? from === undefined
        ? ""
        : `from ${from} years`
      : from === undefined
        ? `up to ${to} years`
        : `${from} to ${to} years`,
  takes: (n: number) => places(n),
  notAlone: (kind: string) => `${kind}: not without somebody to accompany them.`,
  fewer: "One place fewer",
  more: "One place more",
  places,
  total: "Total",
  keep: "Keep my places",
  keepWhy: (minutes: number) =>
    `Nothing is paid yet. Your places are kept for ${minutes} minutes while you finish.`,
  keepWhySoon: "Nothing is paid yet. Your places are kept while you finish.",
  chooseOther: "Choose another time",

  shut: {
    cancelled: ["This session will not take place", "The company has called it off."],
    closed: ["Bookings are closed", "This session can no longer be booked. There may be another time."],
    full: ["Sold out", "All places are taken. There may be free places at another time."],
  } as Readonly<Record<"cancelled" | "closed" | "full", readonly [string, string]>>,

  signInToWait: "Sign in to wait for a place",
  joinLine: "Join the waiting list",
  joinLineWhy: "Places that come free are offered in order. You pay nothing for waiting.",
  inLine: "You are on the waiting list",
  inLineWhy: (n: number) =>
    n === 1
      ? "You are the next. This page tells you when a place is yours."
      : `You are number ${n} in line. This page tells you when a place is yours.`,
  offered: "A place is kept for you",
  offeredWhy: (time: string) => `Book it by ${time}; then the next in line is asked.`,
  takeOffer: "Book it now",
  leaveLine: "Leave the waiting list",
  lineBooked: ["You have booked your place", "It is among your bookings."] as readonly [string, string],
  lineOver: {
    left: ["You have left the waiting list", "You can join again, at its end."],
    offer_over: ["The offer is over", "The place went to the next in line. You can join again, at its end."],
    sale_over: ["No place came free in time", "This session can no longer be booked."],
    session_cancelled: ["This session will not take place", "The company has called it off."],
    session_withdrawn: ["This session is no longer offered", "There may be another time."],
    session_smaller: ["This session has become smaller", "It has fewer places by now than you waited for."],
  } as Readonly<Record<string, readonly [string, string]>>,

  details: "Your details",
  kept: "Your places are kept for",
  keptShort: (time: string) => `${time} left`,
  twoMinutes: "Two minutes are left to finish your booking.",
  moreTime: "I need more time",
  moreTimeGiven: (time: string) => `You have ${time} again.`,
  noMoreTime: "The time cannot be extended any further.",
  name: "Name",
  nameWrong: "Please tell us your name.",
  email: "E-mail",
  emailHint: "So that the company can reach you about this booking.",
  emailWrong: "This does not look like an e-mail address. It should be like name@example.com.",
  correct: "Please correct the fields that are marked.",
  optional: "(optional)",
  yes: "Yes",
  no: "No",
  answerWrong: "Please answer this.",
  numberWrong: "Please give a number.",
  person: (n: number) => `Person ${n}`,
  theirNameWrong: "Please give this person’s name.",
  pay: (price: string) => `Continue to payment · ${price}`,
  payWhy: "You pay on the secure page of the payment provider.",
  bookNow: (price: string) => `Book now · ${price}`,
  payLaterWhy: {
    on_arrival: "You pay when you come. Your places are certain at once.",
    post_paid: "You are billed after the session. Your places are certain at once.",
  } as Readonly<Record<string, string>>,
  howToPay: "How would you like to pay?",
  gateways: {
    liqpay: "LiqPay: card, Apple Pay, Google Pay or Privat24",
    monobank: "monobank: card, Apple Pay or Google Pay",
    stripe: "Stripe: card, Apple Pay or Google Pay",
    sandbox: "Sandbox: a test, no money moves",
    on_arrival: "On arrival: pay when you come",
  } as Readonly<Record<string, string>>,
  noGateway: ["Payment is not possible here yet", "Please ask the company directly how to book."],
  letGo: "Give up these places",

  awaiting: "One step left: the payment",
  awaitingWhy: "Your places are certain as soon as the payment is there.",
  openPayment: "Go to payment",
  openPaymentNew: "Open the payment page in a new tab",
  openPaymentNewWhy: "Come back here afterwards: this page notices your payment by itself.",
  checking: "We are checking your payment",
  checkingWhy: "This takes a few seconds. You may leave this page open or come back later.",
  checkingLong:
    "We have not heard of your payment yet. If you have paid, you need not do anything: we keep looking. If you have not, you can still pay.",
  timeOver: "The time to pay is over",
  timeOverWhy:
    "If you have paid in time, your booking will still be confirmed. If you pay now, we seat you if places are free; if not, you get your money back.",
  confirmed: "You are booked",
  confirmedWhy: "See you there. Your payment has arrived.",
  confirmedUnpaid: {
    ON_ARRIVAL: "See you there. You pay when you come.",
    POST_PAID: "See you there. You are billed after the session.",
  } as Readonly<Record<string, string>>,
  overdue: "A bill is open",
  overdueWhy:
    "What is owed for this booking could not be taken yet. The company will tell you how to pay it.",
  awaitsTopUp: "Waiting for your wallet",
  awaitsTopUpWhy: "Your places are kept. The booking is certain as soon as your wallet has enough.",
  addToCalendar: "Add to calendar",
  linkTitle: "Keep this link",
  linkWhy: "It opens your booking on any device, to look at it or to cancel it. Treat it like a ticket.",
  copy: "Copy the link",
  copied: "Copied",
  cancel: "Cancel the booking",
  cancelSure: "Cancel this booking?",
  cancelSureWhy: "Your places become free for others.",
  nothingPaid: "Nothing has been paid, so nothing goes back.",
  nothingBack: (fee: string) => `It is too late to have money back: the company keeps ${fee}.`,
  feeKept: (fee: string) => `The company keeps ${fee}.`,
  cancelYes: "Yes, cancel it",
  cancelNo: "Keep it",
  number: "Booking code",
  whenLabel: "When",
  placesLabel: "Places",
  paid: "Paid",
  toPay: "To pay",
  refunded: "Refund",
  openMoved: "Open your booking",
  bookAgain: "Choose a time again",
  bookMore: "Book something else",
  returned: "Thank you",
  returnedWhy: "You can close this tab now. Your booking is in the tab where you began it.",

  cancelledBy: {
    customer: ["You have cancelled this booking", "Your places are free for others again."],
    staff: ["The company has cancelled this booking", "Please ask the company if you do not know why."],
    session_cancelled: ["This session will not take place", "The company has called it off. We are sorry."],
    rescheduled: ["Your booking has moved", "It is at another time now."],
    payment_declined: [
      "The payment was declined",
      "No money was taken, and your places are free again. Try again, perhaps with another card.",
    ],
    payment_timeout: [
      "The time to pay is over",
      "No payment arrived in time, so the places are free again. You have not been charged.",
    ],
    no_seats_left: [
      "Your payment came too late",
      "Meanwhile the last places were taken. You get all your money back, there is nothing to do.",
    ],
    amount_differs: [
      "Something else was paid than the price",
      "The places are free again. You get all your money back, there is nothing to do.",
    ],
  } as Readonly<Record<string, readonly [string, string]>>,
  lateMoney: "Your payment arrived afterwards. All of it goes back to you, there is nothing to do.",
  moneyToWallet: (price: string) => `${price} is credited to your wallet, to spend on your next booking.`,
  moneyBack: (price: string) => `${price} goes back to you the way you paid, usually within a few days.`,

  expired: "Your time is up",
  expiredWhy: "The places were kept for you as long as possible and are free for others now.",
  gone: "These places are no longer kept",
  goneWhy: "They were given up, or you began in another tab or browser.",

  problems: {
    offline: ["No connection", "Check your internet connection. Nothing is lost: try again."],
    "request.rate_limited": [
      "One moment, please",
      "There are too many requests right now. Try again in a minute.",
    ],
    "session.sold_out": ["Somebody was faster", "The places you wanted have just been taken."],
    "session.closed": ["Bookings are closed", "This session can no longer be booked."],
    "session.not_found": ["This time is gone", "It is no longer on the calendar."],
    "activity.not_found": ["This activity is gone", "It is no longer offered."],
    "booking.already_booked": ["You are booked already", "You already have a booking for this session."],
    "booking.not_found": ["We cannot open this booking", "Use the complete link that you were given."],
    "booking.session_started": ["The session has started", "It can no longer be cancelled."],
    "booking.attended": ["You are checked in", "Ask the staff if you want to cancel after all."],
    "booking.illegal_transition": ["This is no longer possible", "The booking has changed meanwhile."],
    "gateway.unreachable": ["The payment page does not answer", "Your places are still kept. Try again."],
    "gateway.unknown": ["Payment is not possible here", "Please ask the company directly."],
    "token.expired": ["This link is no longer valid", "The session was a while ago."],
    "token.invalid": ["This link does not work", "Perhaps a part of it is missing."],
    "token.missing": [
      "We cannot open this booking",
      "Use the complete link that you were given, or sign in.",
    ],
    "hold.not_extendable": ["No more time", "The time cannot be extended any further."],
  } as Readonly<Record<string, readonly [string, string]>>,
  problem: ["Something went wrong", "It is our fault. Please try again in a moment."] as readonly [
    string,
    string,
  ],
  onlyLeft: (n: number) => (n === 1 ? "Only 1 place is left." : `Only ${n} places are left.`),
  maybeSoon: (minutes: number) =>
    `Some places are only kept for others. If they do not finish, places may be free in about ${minutes} min.`,
};

export type Words = typeof en;
export const words: Readonly<Record<Language, Words>> = { en, uk };
