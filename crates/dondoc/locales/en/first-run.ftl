# The first run.
first-run-title = First run
first-run-lead = There is no data yet. Choose the province, name the office that uses the program and create the administrator.
first-run-office-heading = Office
first-run-province = Province
first-run-province-hint = The 34 provinces and cities of today.
first-run-office = Name of the office that follows the tasks
first-run-office-hint = In full, as on its documents: Văn phòng Ủy ban nhân dân tỉnh Quảng Ngãi.
first-run-administrator-heading = Administrator
first-run-name = Name
first-run-name-hint = Shown in the program, with the post if you like.
first-run-login-hint = 3 characters or more: letters without marks, digits, dot, dash, underscore.
first-run-code = Set-up code
first-run-code-hint = It was printed where the program was started.
first-run-code-wrong = The set-up code is not right
first-run-button = Set up
