# Taking documents in: reading, deciding on each proposed task, issuing.
imports-list-title = Import documents
imports-list-lead = A document is read into proposed tasks; nothing is issued until you have decided.
imports-new = Import a document or a tracker
imports-file = File of a document or tracker
imports-file-hint = .docx, .doc, .pdf, .html, .txt; trackers: .xlsx, .xls, .ods, .csv. At most 20 MB.
imports-text = Or paste the text of a document
imports-text-hint = Paste the letterhead too (issuer, number, day), so that the document is recognised.
imports-name = Name
imports-take-in = Read the document
imports-secret-hint = Do not import state secrets. A document with a secrecy mark is refused and nothing of it is kept.
imports-one-of-two = Choose one: a file or pasted text
imports-nothing-given = No file is chosen and no text is pasted
imports-open-heading = Being decided
imports-open-none = No document waits for decisions.
imports-closed-heading = Finished
imports-document = Document
imports-taken-on = Imported on
imports-decided = Decided
imports-decided-lower = decided
imports-accepted = Accepted
imports-stage = Outcome
import-stage-open = Being decided
import-stage-issued = Issued
import-stage-abandoned = Given up
imports-back = Back to the review
imports-back-to-list = Back to the list of imports

imports-number = Number and symbol
imports-number-hint = For example 174/KH-UBND. Leave empty if the document has none.
imports-kind = Kind of document
imports-issuer = Issuer
imports-issued-on = Day of issue
imports-title = Subject
imports-field = Field of work
imports-lacking = Not known: { $field }
imports-identity-edit = Edit the document’s details
imports-links = Links to other documents
imports-links-hint = One document a line: number, symbol and day, for example “50/NQ-CP ngày 20/05/2021”.
imports-replaces-hint = Open tasks of the replaced document will wait for a decision: carry over, keep or cancel.
imports-document-of = { $number } of { $day }
relation-implements = Carries out
relation-cites = Cites
relation-amends = Amends
relation-replaces = Replaces
relation-revokes = Revokes

imports-abandon = Give the import up
imports-abandon-question = The document and the decisions made are not used any more; no task is issued. Giving it up is written to the journal.
imports-is-issued = The tasks of this document have been issued.
imports-is-abandoned = This import was given up.
imports-known = A document of the same number and day is in the system; tasks accepted here will belong to it.
imports-to-directive = Open the directive

imports-note-read-by-machine = The words were recognised by machine from a scan: compare them with the original.
imports-note-converted = Converted from the old encoding { $detail }.
imports-note-left-out = Left out: { $detail }.
imports-note-damaged = Part of the file is damaged: { $detail }.
imports-note-no-task = No task was found in the document. Check its text or add tasks.
imports-note-other-sheets = Only the sheet with the most data was read. Not read: { $detail }.
imports-note-table-cut = The table is too long or too wide: what lies beyond was not read.
imports-note-other = The reader says: { $detail }

imports-progress = Progress of the review
imports-all-standing = { $count ->
    [one] { $count } task without a deadline:
   *[other] { $count } tasks without a deadline:
}
imports-all-standing-do = Treat as standing work
imports-accept-ready = Accept { $count } clear tasks
imports-keys = Keyboard
imports-key-accept = Accept the task (or fill in what is missing)
imports-key-edit = Edit
imports-key-drop = Drop, it is no task
imports-key-merge = Merge with the next
imports-key-split = Split in two
imports-key-move = Next, previous
imports-key-help = Show or hide the keys
imports-text-heading = Text of the document
imports-to-cards = Go to the task being decided
imports-to-text = Show in the text
imports-cards-heading = { $count ->
    [one] { $count } proposed task
   *[other] { $count } proposed tasks
}
imports-no-drafts = No task yet. Add tasks from the text of the document.
imports-draft = Task { $number }
imports-request = request
import-verdict-pending = not decided
import-verdict-accepted = accepted
import-verdict-dropped = dropped

import-field-lead = Lead
import-field-coordinating = Coordinating
import-field-deadline = Deadline
import-field-product = Product or measure
import-field-report-to = Report to
import-field-places = Places
import-mark-stated = stated
import-mark-inferred = inferred
import-mark-missing = missing
import-mark-decided = decided
import-cycle-month = monthly
import-cycle-quarter = quarterly
import-cycle-half-year = half-yearly
import-cycle-year = yearly
imports-today = today { $names }
imports-group = group, members not chosen
imports-group-of = group of { $count } agencies, a task each
imports-unknown-agency = not in the register of agencies
imports-needs-cycle = no review cycle chosen
imports-due-cycle = standing, reviewed { $cycle }, first on { $day }
imports-due-first = recurring, first on { $day }
imports-due-event = counted from an event
imports-assumed-year = year taken from the day of issue
imports-no-deadline = No deadline
imports-measure-target = target
imports-measure-reviews = By its reviews
imports-measure-nothing = Nothing to hand in
imports-progress-done-on = done on { $day }
imports-progress-done = said to be done
imports-progress-under-way = under way

imports-questions = Still to be decided
import-open-text = There are no words of the task.
import-open-lead = The document names no lead.
import-open-unknown-lead = The lead is not in the register.
import-open-joint-lead = Several agencies are charged together, no lead is named.
import-open-group-members = Given to a group whose members are not named.
import-open-deadline = The document sets no deadline.
import-open-review-cycle = Standing work without a review cycle.
import-open-measure = No product or measure is named.
imports-leads-alone = { $agency } leads
imports-joint-is-meant = Joint leadership is meant
imports-all-communes = Every commune, ward and special zone
imports-choose-members = Choose members
imports-standing-do = It is standing work
imports-set-deadline = Set a deadline
imports-fill-in = Fill in

imports-accept = Accept
imports-accept-one = Accept task { $number }
imports-fill-in-and-accept = Fill in to accept
imports-fill-in-one = Fill in to accept task { $number }
imports-edit = Edit
imports-edit-one = Edit task { $number }
imports-drop = Drop
imports-drop-one = Drop task { $number }
imports-merge = Merge with next
imports-merge-one = Merge with next: task { $number }
imports-split = Split
imports-split-one = Split task { $number }
imports-reopen = Look again
imports-reopen-one = Look again at task { $number }
imports-so-far = { $decided } of { $total } decided.
imports-so-far-accepted = { $count ->
    [one] { $count } task will be issued.
   *[other] { $count } tasks will be issued.
}
imports-issue = Issue the tasks
imports-issue-preview = Preview the issue
imports-add = Add a task that was not found
imports-add-lead = Copy the words of the document; the other fields come next.
imports-add-do = Add and fill in

imports-text-of-task = Task
imports-leads-hint = Choose from the list while typing. A task should have one lead.
imports-joint-tick = Several agencies lead together, and this is meant
imports-or-group = Or give it to a group of agencies
imports-group-words = Name of the group, as the document has it
imports-group-hint = For example “Ủy ban nhân dân các xã, phường”. Each member gets a task of its own.
imports-members = Members of the group
imports-members-hint = One agency a line.
imports-coordinating-groups = Coordinating: groups or names outside the register
imports-coordinating-groups-hint = One name a line, kept as the document has it.
imports-choice-hint = Choose nothing to leave it open.
import-choice-as-read = As it stands
import-choice-day = A day
import-choice-words = By words
import-choice-standing = Standing work with a review cycle
import-choice-without = No deadline
imports-choice-day = Day of completion
imports-choice-words = Words of the deadline
imports-choice-words-hint = In Vietnamese, for example “trước ngày 15 hằng tháng”, “trong quý I/2027”.
imports-cycle = Review cycle
imports-choice-note = Ground, reason
imports-choice-note-hint = Needed with a day and without a deadline.
import-measure-product = A product
import-measure-target = A number to reach
import-measure-reviews = By its reviews
import-measure-nothing = Nothing to hand in
imports-measure-words = Product, target or reason
imports-measure-words-hint = For example “Kế hoạch”, “giảm ít nhất 5% số vụ”.
imports-save = Save
imports-save-and-accept = Save and accept
imports-as-read = As it was read

imports-split-lead = Where does the second part begin? Both parts keep agencies, deadline and product; edit each of them afterwards.
imports-split-from = Begins with
imports-split-at = Or type the first words of the second part
imports-split-at-hint = Exactly as in the text, where they stand only once.

imports-still-pending = { $count ->
    [one] { $count } task is not decided.
   *[other] { $count } tasks are not decided.
}
imports-go-on = Go on
imports-none-accepted = No task is accepted yet.
imports-identity-missing = The document’s details lack: { $fields }.
imports-will-be-made = Issuing will make
imports-tasks = Tasks
imports-children = Tasks of the members of groups
imports-dropped-count = Dropped, not issued
imports-directive = Directive
imports-directive-known = Added to the one known:
imports-directive-new = A new one
imports-documents = Documents named
imports-document-missing = not in the system
imports-document-will-be-made = will be made
imports-open-tasks-wait = { $count ->
    [one] { $count } open task of it will wait for a decision.
   *[other] { $count } open tasks of it will wait for a decision.
}
imports-issue-do = { $count ->
    [one] Issue { $count } task
   *[other] Issue { $count } tasks
}

done-import-taken-in = The document was read. Decide on each task, then issue them.
done-import-all-standing = Noted as standing work with the review cycle chosen.
done-import-accepted-ready = The clear tasks are accepted.
done-import-identified = The document’s details are saved.
done-import-issued = Tasks issued: { $what }.
done-import-abandoned = The import was given up.
done-import-mapped = The rows were understood by the columns chosen. Look at them before issuing.

api-tag-imports = Imports
api-op-imports = The imports
api-op-import-take-in = Takes a document or tracker in: text as JSON, or a file as multipart/form-data (part file)
api-op-import = One import: text, drafts, open questions
api-op-import-preview = What issuing would make
api-op-import-columns = Columns of a tracker with their first values
api-op-import-decide = Decides on a draft: accept, drop, reopen, merge, split
api-op-import-answer = A short answer to an open question of a draft
api-op-import-edit = Changes the fields of a draft
api-op-import-map-columns = Maps the columns of a tracker
api-op-import-standing = Treats every draft without a deadline as standing work
api-op-import-accept-ready = Accepts every clear draft
api-op-import-add = Adds a draft that reading did not find
api-op-import-identify = Changes identity and links of the document
api-op-import-abandon = Gives the import up
api-op-import-issue = Issues the accepted drafts as tasks
imports-product-words = Product
imports-product-default = Báo cáo kết quả thực hiện
imports-product-do = Enter as product
imports-is = → { $names }
fault-open-text = The task needs words to be accepted
fault-open-lead = It needs a lead to be accepted
fault-open-unknown-lead = The lead has to be in the register
fault-open-joint-lead = Several lead: choose one, or tick that this is meant
fault-open-group-members = Choose the members of the group
fault-open-deadline = Decide on the deadline to accept it
fault-open-review-cycle = Standing work needs a review cycle
fault-open-measure = Enter a product or measure to accept it
