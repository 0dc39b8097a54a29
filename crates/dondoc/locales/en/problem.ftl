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

problem-not-theirs-title = For another agency
problem-not-theirs-text = This act belongs to another agency.
problem-secret-title = The document bears a secrecy mark
problem-secret-text = Classified documents do not go into this program. Nothing of it was kept.
problem-disk-full-title = The server has no space left
problem-disk-full-text = Nothing was written and nothing is damaged. Ask the administrator to free space, then send again.
problem-busy-title = The program is busy
problem-busy-text = Nothing was written. Wait a few seconds and send again.
problem-last-administrator-title = This is the last administrator
problem-last-administrator-text = There has to be at least one active administrator. Give the role to somebody else first.
problem-second-factor-is-on-title = The second factor is on
problem-second-factor-is-on-text = To use another secret, switch the second factor off and on again.
problem-second-factor-again-title = The secret has run out
problem-second-factor-again-text = A secret can be used for ten minutes. Please begin again.
