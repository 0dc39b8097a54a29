# What cannot be done: each code has a title and what to do.
problem-back = To the first page
problem-sign-in = Sign in
problem-code-line = Code { $status } · { $code }

problem-unreadable-title = The request was not understood
problem-unreadable-text = The address or what was sent is not right. Go back to the page before and try again.
problem-signed-out-title = The session has ended
problem-signed-out-text = Open the sign-in page in another tab, sign in, come back to this tab, press the browser's back button and send again: what you typed is still there.
problem-not-allowed-title = Not allowed
problem-not-allowed-text = Your role may not do this. If you need to, ask the administrator.
problem-foreign-origin-title = The request came from another site
problem-foreign-origin-text = This was not sent from a page of this program and has not been done. Open the program and do it there.
problem-not-found-title = Not found
problem-not-found-text = There is no such address, or what it shows is not yours to see.
problem-wrong-method-title = This page cannot be opened directly
problem-wrong-method-text = This address only takes forms. Go back to the page before.
problem-conflict-title = Somebody else has just changed this
problem-conflict-text = Nothing has been overwritten. See below what differs, then edit the latest version.
problem-typed = You had typed, not saved
problem-typed-hint = Copy it into the latest version.
problem-too-large-title = Too much was sent
problem-too-large-text = At most { $limit } MB at a time. Split or compress the file and send again.
problem-wrong-type-title = This kind of content is not taken
problem-wrong-type-text = Send the content in the form that the description gives.
problem-invalid-title = Something has to be corrected
problem-invalid-text = Correct what is named and send again.
problem-too-many-title = Too many attempts
problem-too-many-text = { $minutes ->
    [one] For safety, wait { $minutes } minute and try again.
   *[other] For safety, wait { $minutes } minutes and try again.
}
problem-internal-title = The program failed
problem-internal-text = The failure was recorded. Try again later; if it stays, tell the administrator.
problem-not-set-up-title = The program is not set up yet
problem-not-set-up-text = Open the first-run page with a browser.
problem-too-slow-title = It took too long
problem-too-slow-text = The request was not finished in time. Try again later.
problem-password-first-title = Change the password first
problem-password-first-text = Somebody else set your password: change it on the account page, then go on.

problem-wrong-state-title = Not possible now
problem-wrong-state-text = The task is “{ $state ->
    [assigned] not started
    [returned] returned
    [in_progress] in progress
    [awaiting_confirmation] awaiting confirmation
    [completed] completed
    [suspended] suspended
   *[cancelled] cancelled
    }”. Open it again to see what can be done.
problem-not-theirs-title = For another agency
problem-not-theirs-text = This act belongs to another agency of the task.
problem-secret-title = The document bears a secrecy mark
problem-secret-text = State secrets are refused at the door: nothing was read or kept. Handle it as the law on state secrets says.
problem-disk-full-title = The disk of the server is full
problem-disk-full-text = Nothing was saved. Keep this page, tell the administrator, then send it again.
problem-busy-title = The program is busy
problem-busy-text = Nothing was saved. Wait a moment and send it again.
problem-already-set-up-title = The program is set up already
problem-already-set-up-text = Sign in with the account that was made.
problem-draft-unknown-title = There is no such proposal
problem-draft-unknown-text = It may have been merged or split. Open the import again.
problem-draft-open-questions-title = Something is still open
problem-draft-open-questions-text = Fill in what is missing in the proposal, then accept it.
problem-draft-nothing-after-title = There is nothing after it to merge
problem-draft-nothing-after-text = This is the last proposal.
problem-draft-cannot-cut-title = It cannot be cut here
problem-draft-cannot-cut-text = Each part has to keep some words.
problem-drafts-pending-title = Some proposals are not decided yet
problem-drafts-pending-text = Accept or drop every proposal before issuing.
problem-none-accepted-title = No proposal is accepted
problem-none-accepted-text = Accept at least one proposal before issuing.
problem-request-used-title = This form was used already
problem-request-used-text = Its key belongs to another form or another person. Open the page anew and send again.
problem-import-closed-title = This import is closed
problem-import-closed-text = Its tasks were issued, or it was given up.
problem-no-decision-waits-title = No decision is waiting
problem-no-decision-waits-text = The directive is in force, or the task was decided on already.
problem-last-administrator-title = This is the last administrator
problem-last-administrator-text = At least one active administrator has to remain.
problem-second-factor-again-title = This secret can no longer be used
problem-second-factor-again-text = Open the page of the second factor again and start over.
problem-second-factor-is-on-title = The second factor is on
problem-second-factor-is-on-text = To change the device, switch it off and on again.
problem-act-not-possible-title = This cannot be done now
problem-act-not-possible-text = It is not your agency’s part, or the state of the task has changed. Open the task to see what can be done.
