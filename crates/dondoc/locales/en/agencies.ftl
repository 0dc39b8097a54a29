# Agencies.
agencies-lead = Names, symbols, days of validity, legal basis and successors. An old document is understood by the names of its day.
agencies-new = Add an agency
agencies-edit = Edit
agencies-end = End
agencies-take-back = Take the end back
agencies-save = Save
agencies-search = Find agencies
agencies-find = Find
agencies-find-all = Show all
agencies-name-or-alias = Name or short form (with or without marks)
agencies-standing-on = Standing on
agencies-with-ended = With those that have ended
agencies-all = All
agencies-count = { $count ->
    [one] { $count } agency stands
   *[other] { $count } agencies stand
 } on { $day }
agencies-count-ever = { $count ->
    [one] { $count } agency
   *[other] { $count } agencies
 }, ended ones included
agencies-none = No agency found
agencies-none-text = Try a part of the name, without marks, or with those that have ended.
agencies-facts = Facts
agencies-name = Name
agencies-name-hint = In full, as documents print it.
agencies-aliases = Other names, short forms
agencies-aliases-hint = One a line, for example: CAT. They help to understand old documents and trackers.
agencies-symbol = Symbol
agencies-symbol-hint = Its short form in document numbers, such as CAT in 812/BC-CAT.
agencies-level = Level
agencies-place = Code of the place
agencies-place-hint = Five digits of a commune, ward or special zone, or three of a former district; only for agencies of communes and districts.
agencies-above = Agency above
agencies-below = Agencies below
agencies-below-count = { $count ->
    [one] { $count } agency
   *[other] { $count } agencies
 }
agencies-users = { $count ->
    [one] { $count } active user
   *[other] { $count } active users
 }
agencies-validity = Validity
agencies-valid-from = Standing from
agencies-from = from { $day }
agencies-to = to { $day }
agencies-from-unknown = first day not known
agencies-last-day = Last day
agencies-last-day-hint = From the next day its work belongs to the successors.
agencies-legal-basis = Legal basis
agencies-legal-basis-hint = Number, symbol and day of the document.
agencies-legal-basis-none = not entered yet
agencies-end-basis = Legal basis of the end
agencies-end-lead = The name stays findable and leads to the successors; no task and no history is lost.
agencies-stands = Standing
agencies-stands-not = Has ended
agencies-ended-mark = (ended)
agencies-unverified = not verified
agencies-unverified-text = This entry comes from a general list or from memory and was not compared with a document of the province. Check name, symbol and legal basis, then remove the mark.
agencies-unverified-tick = Not verified: still to be compared with a document
agencies-edit-note = This is for corrections. When an agency changes its name or is merged, end the old one and add the new one, so that old documents stay understood.
agencies-line = Succession
agencies-predecessors = Took over from
agencies-successors = Successors
agencies-successors-hint = One name a line, the main one first.
agencies-no-successor-yet = The agency stands.
agencies-none-known = None on the list.
agencies-names = Names of the agencies that stand
agencies-today = Its work belongs today to:
agencies-place-before = Before the reorganisation this was:
agencies-tasks = Tasks
agencies-take-back-question = For an end that was entered by mistake. The last day and the successors are removed; the agency stands again.
level-central = Central
level-province = Province
level-district = District (until 30/6/2025)
level-commune = Commune
done-agency-created = The agency was added.
done-agency-saved = The agency was saved.
done-agency-ended = The end of the agency was entered.
done-agency-taken-back = The end was taken back.
