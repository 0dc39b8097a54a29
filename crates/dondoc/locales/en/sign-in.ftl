# Signing in and out.
sign-in-title = Sign in
sign-in-login = Login
sign-in-password = Password
sign-in-button = Sign in
sign-in-forgotten = Forgotten the password? Ask the administrator of your office.
sign-in-wrong = Login or password is not right
sign-in-code-title = Authentication code
sign-in-code = Code of 6 digits
sign-in-code-hint = Open the authenticator on your phone and type the code it shows.
sign-in-code-wrong = The code is not right or has run out; type the one shown now
sign-in-code-lost = Lost the phone? Ask the administrator of your office.
sign-in-again = Begin again
done-signed-out = You are signed out.
