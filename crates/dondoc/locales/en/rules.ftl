# Rules and days off.
rules-lead = Every number that may be asked “why”: its value, days of validity, legal basis, and how surely it is known.
rules-new = Set a rule
rules-new-lead = A rule of the office holds from the day below and goes before the built-in one. The figures of earlier days do not change.
rules-set-this = Set another value
rules-save = Save the rule
rules-rule = Rule
rules-value = Value
rules-value-hint = Whole numbers; separate several by commas, for example 7, 3, 1. Yes is 1, no is 0.
rules-validity = Validity
rules-valid-from = Valid from
rules-valid-to = Valid to
rules-valid-to-hint = Leave it empty when it is not known.
rules-from = from { $day }
rules-from-beginning = from the beginning
rules-to = to { $day }
rules-last-day = Last day
rules-legal-basis = Legal basis
rules-legal-basis-hint = Number, symbol and day of the document.
rules-known = How surely known
rules-in-force = in force
rules-end = End the rule
rules-end-lead = From the next day on, the rule before it or the built-in one holds again.
rules-yes = Yes
rules-no = No
rules-today = As of { $day }.
known-found = In a text that was read
known-memory = From memory, to be checked
known-design = Proposal of the program
known-office = Set by the office
rules-days-off = Days off of a year
rules-days-off-of = Days off in { $year }
rules-days-off-lead = Public holidays, compensation and exchanged days. Weekly rest (Saturday, Sunday) is not repeated here.
rules-days-assumed = { $count ->
    [one] { $count } day follows
   *[other] { $count } days follow
 } the usual pattern, for the official days were not announced yet. Deadlines counted across them may move.
rules-days-count = { $count ->
    [one] { $count } day
   *[other] { $count } days
 }
rules-year = Year
rules-day = Day
rules-day-name = Occasion
rules-day-kind = Kind
rules-assumed = usual pattern, not announced
rules-by-law = By its legal basis
day-off-rest = Weekly rest
day-off-holiday = Public holiday
day-off-compensation = Compensation
day-off-exchange = Exchanged day
weekday-monday = Monday
weekday-tuesday = Tuesday
weekday-wednesday = Wednesday
weekday-thursday = Thursday
weekday-friday = Friday
weekday-saturday = Saturday
weekday-sunday = Sunday
done-rule-set = The rule was set.
done-rule-ended = The last day of the rule was entered.
