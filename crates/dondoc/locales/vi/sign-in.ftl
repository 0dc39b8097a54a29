# Đăng nhập, đăng xuất.
sign-in-title = Đăng nhập
sign-in-login = Tên đăng nhập
sign-in-password = Mật khẩu
sign-in-button = Đăng nhập
sign-in-forgotten = Quên mật khẩu: hãy liên hệ quản trị hệ thống của cơ quan.
sign-in-wrong = Tên đăng nhập hoặc mật khẩu không đúng
sign-in-code-title = Mã xác thực
sign-in-code = Mã 6 chữ số
sign-in-code-hint = Mở ứng dụng xác thực trên điện thoại và nhập mã đang hiện.
sign-in-code-wrong = Mã không đúng hoặc đã hết hạn; hãy nhập mã đang hiện
sign-in-code-lost = Mất điện thoại: hãy liên hệ quản trị hệ thống của cơ quan.
sign-in-again = Đăng nhập lại từ đầu
done-signed-out = Đã đăng xuất.
