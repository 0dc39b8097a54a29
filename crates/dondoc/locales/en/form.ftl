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
form-nothing-chosen = Nothing is chosen
form-not-a-choice = The choice is not on the list
form-not-ours = The form that was sent is incomplete; load the page again and fill it in again
form-not-json = What was sent is not in the form expected: { $reason }
form-not-a-key = Idempotency-Key has to be a UUID
upload-too-large = The file “{ $name }” is larger than { $limit } MB; compress or split it
upload-empty = The file “{ $name }” is empty; choose another file
upload-protected = The file “{ $name }” has a password; remove the password and send it again
upload-not-taken = Files like “{ $name }” are not taken; send a document (.docx, .pdf), a spreadsheet (.xlsx) or a picture (.jpg, .png)
upload-no-document = The file “{ $name }” is not a document; choose a .docx, .doc or .pdf file
upload-unreadable = The file “{ $name }” could not be read: { $english }
