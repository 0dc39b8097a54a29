# Messages at fields, used everywhere.
form-errors = { $count ->
    [one] Not saved yet: { $count } thing to correct
   *[other] Not saved yet: { $count } things to correct
}
form-optional = (optional)
form-choose = – Choose –
form-day-hint = Day/month/year, for example 15/09/2026.
form-missing = Nothing entered
form-too-long = Longer than { $most } characters (now { $length })
form-not-a-day = Not a valid day; write day/month/year, for example 15/09/2026
form-not-a-number = Not a number; thousands take a point, decimals a comma, as in 1.234,5
form-nothing-chosen = Nothing is chosen
form-not-a-choice = The choice is not on the list
form-no-file = No file is chosen
form-not-ours = The form that was sent is incomplete; load the page again and fill it in again
form-not-json = What was sent is not in the form expected: { $reason }
form-not-a-key = Idempotency-Key has to be a UUID
