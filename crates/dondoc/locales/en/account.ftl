# The own account.
account-title = My account
account-name = Name
account-role = Role
account-agency = Agency
account-login-form = A login has 3 characters or more: letters without marks, digits, dot, dash, underscore
account-password-change = Change password
account-password-old = Current password
account-password-new = New password
account-password-again = New password once more
account-password-repeat = Password once more
account-password-hint = { $least } characters or more. A few words are easy to keep; special characters are not needed.
account-password-differs = The two passwords are not the same
account-password-demanded = Somebody else set your password. Change it before you go on.
account-password-others-end = After the change your other sessions end.

second-factor-title = Second factor
second-factor-on = On
second-factor-on-text = Signing in asks for a code of 6 digits from your phone as well.
second-factor-off = Off
second-factor-off-text = Turn it on, so that a known password is not enough to sign in.
second-factor-set-up = Turn on the second factor
second-factor-remove = Turn off the second factor
second-factor-remove-question = After this the password alone is enough to sign in. Type it to confirm.
second-factor-step-app = Install an authenticator (TOTP) on your phone.
second-factor-step-secret = Add an account to it with this key:
second-factor-open = Open the authenticator on this device
second-factor-step-code = Type the code of 6 digits that it shows.
second-factor-confirm = Confirm and turn on

sessions-title = Sessions
sessions-text = Where this account is signed in. If you see a place you do not know, end its session and change the password.
sessions-browser = Browser
sessions-address = Address
sessions-began = Began
sessions-last-seen = Last used
sessions-current = This one
sessions-revoke = End
sessions-revoke-one = End the session of { $browser }
sessions-revoke-others = End the other sessions
sessions-revoke-question = Everywhere else this account will have to sign in again. Nothing that was saved changes.

done-password-changed = The password is changed. The other sessions have ended.
done-session-revoked = The session has ended.
done-sessions-revoked = The other sessions have ended.
done-second-factor-set = The second factor is on.
done-second-factor-removed = The second factor is off.
