# Existing trackers: mapping columns, seeing what was understood.
trackers-columns-title = Map the columns of the tracker
trackers-columns-lead = Each list below shows the column’s name and its first values. Nothing is issued yet; next you look at every row.
trackers-columns-again = The columns were mapped before. Mapping them again discards the decisions on rows.
trackers-understand = See the result
trackers-sample-heading = Columns of the file
trackers-column = Column
trackers-values = First values
import-column-text = Task
import-column-directive = Document that gives it
import-column-lead = Lead
import-column-coordinating = Coordinating
import-column-deadline = Deadline
import-column-product = Product
import-column-field = Field of work
import-column-progress = Progress, result
import-column-completed-on = Day of completion
trackers-rows-lead = A tracker: what was understood, rows that need a decision first.
trackers-open = { $count ->
    [one] { $count } row needs a decision
   *[other] { $count } rows need a decision
}
trackers-ready = { $count ->
    [one] { $count } row is clear
   *[other] { $count } rows are clear
}
trackers-accepted = { $count ->
    [one] { $count } row is accepted
   *[other] { $count } rows are accepted
}
trackers-refused = { $count ->
    [one] { $count } row not taken
   *[other] { $count } rows not taken
}
trackers-accept-ready = Accept all { $count } clear rows
trackers-no-rows = No row is a task.
trackers-page = Page { $page } of { $pages }
trackers-progress = Progress
trackers-before = Previous
trackers-row = Row
trackers-why = Why it was not taken
trackers-words = Words of the row
trackers-issued = { $tasks ->
    [one] { $tasks } task was issued from this table.
   *[other] { $tasks } tasks were issued from this table.
}
trackers-to-tasks = See the tasks
import-refused-no-text = No words of a task
import-refused-column-numbers = A row that numbers the columns
import-refused-heading = A heading: no agency and no deadline
import-refused-twice = The same as a row above
