// What the reception's page says about refusals and states.

/** A refusal in words. */
export function why(say, error) {
  const known = {
    hall_closed: say("The hall gives no numbers at this hour."),
    service_closed: say("This service is closed at the moment."),
    quota_reached: say("Today's numbers for this service are used up."),
    no_time_left: say("Those who wait already will take all of today's time"),
    too_many_tickets: say("This person has had today's numbers."),
    illegal_move: say("That is not possible now: the ticket has moved on."),
    not_allowed: say("You may not do this."),
    bad_request: say("Please check what was entered."),
    unknown_ticket: say("There is no such ticket today."),
    unknown_printer: say("Please choose a printer."),
    clock_not_confirmed: say("The clock has to be confirmed first; tell the supervisor."),
    no_answer: say("No answer from the server. Press again: nothing will be done twice."),
    journal_down: say("The hall cannot write anything down right now. Nothing was changed."),
    unknown_alert: say("It is over already."),
    too_many: say("Too many presses. Wait a moment."),
  };
  if (error.code === "expired" || error.code === "who_are_you") return say("Your login has ended. Log in again.");
  return known[error.code] ?? error.detail ?? String(error);
}

/** A ticket's state in words. */
export const stateOf = (say, state) => ({
  waiting: say("waiting"), called: say("called"), serving: say("being served"), on_hold: say("set aside"),
  no_show: say("did not come"), finished: say("finished"), cancelled: say("cancelled"), expired: say("expired"),
})[state] ?? state;

export const needOf = (say, need) => ({
  deaf: say("Deaf or hard of hearing"), blind: say("Blind or low vision"), wheelchair: say("Wheelchair"), language: say("Needs an interpreter"),
})[need] ?? need;

export const slipOf = (say, state) => ({
  queued: say("slip is being printed"), started: say("slip is being printed"), printed: say("slip printed"),
  failed: say("slip not printed"), unconfirmed: say("slip may not have come out"),
})[state] ?? state;
