# The frame of every page.
app-name = Đôn Đốc
app-tagline = Following, urging and checking the tasks of directives
skip-to-content = Skip to main content
cancel = Cancel
more-than = { $count }+
sign-out = Sign out
footer-api = Programming interface (API)

display-label = Display
display-size = Text size
display-size-small = small text
display-size-normal = normal text
display-size-large = large text
display-contrast-high = More contrast
display-contrast-normal = Less contrast
language-vi = Tiếng Việt
language-en = English

nav-label = Sections
nav-today = Today
nav-leader = For the leader
nav-work = Our tasks
nav-tasks = Tasks
nav-figures = Figures
nav-periodic-reports = Reports
nav-imports = Import documents
nav-directives = Directives
nav-agencies = Agencies
nav-places = Places
nav-users = Users
nav-rules = Rules
nav-journal = Journal

role-clerk = Clerk, provincial office
role-leader = Leader of the province
role-agency-head = Head of agency
role-agency-officer = Officer of agency
role-commune-officer = Commune officer
role-auditor = Auditor
role-administrator = Administrator

table-next = Next
table-parts = Parts of the list
table-actions = Actions

differences-title = What differs between the two edits
differences-field = Field
differences-yours = When you opened it
differences-theirs = Now, saved by somebody else

six-label = Six points to be clear
six-who = Who
six-what = What
six-when = By when
six-responsibility = Responsibility
six-authority = Authority
six-product = Product
six-clear = clear
six-missing = not clear
