# Tài khoản của tôi.
account-title = Tài khoản của tôi
account-name = Họ tên
account-role = Vai trò
account-agency = Cơ quan, đơn vị
account-login-form = Tên đăng nhập cần từ 3 ký tự, chỉ gồm chữ không dấu, chữ số, dấu chấm, gạch ngang, gạch dưới
account-password-change = Đổi mật khẩu
account-password-old = Mật khẩu hiện tại
account-password-new = Mật khẩu mới
account-password-again = Nhập lại mật khẩu mới
account-password-repeat = Nhập lại mật khẩu
account-password-hint = Từ { $least } ký tự. Nên dùng vài từ dễ nhớ, không cần ký tự đặc biệt.
account-password-differs = Hai lần nhập mật khẩu không giống nhau
account-password-demanded = Mật khẩu hiện tại do người khác đặt. Hãy đổi mật khẩu trước khi tiếp tục.
account-password-others-end = Sau khi đổi mật khẩu, các phiên đăng nhập khác kết thúc.

second-factor-title = Xác thực hai lớp
second-factor-on = Đang bật
second-factor-on-text = Mỗi lần đăng nhập cần thêm mã 6 chữ số trên điện thoại.
second-factor-off = Chưa bật
second-factor-off-text = Nên bật để người biết mật khẩu cũng không đăng nhập thay được.
second-factor-set-up = Bật xác thực hai lớp
second-factor-remove = Tắt xác thực hai lớp
second-factor-remove-question = Sau khi tắt, chỉ cần mật khẩu là đăng nhập được. Nhập mật khẩu để xác nhận.
second-factor-step-app = Cài một ứng dụng xác thực (TOTP) trên điện thoại.
second-factor-step-secret = Thêm tài khoản vào ứng dụng bằng khóa sau:
second-factor-open = Mở ứng dụng xác thực trên thiết bị này
second-factor-step-code = Nhập mã 6 chữ số mà ứng dụng đang hiện.
second-factor-confirm = Xác nhận và bật

sessions-title = Phiên đăng nhập
sessions-text = Các nơi đang đăng nhập bằng tài khoản này. Nếu thấy nơi lạ, hãy kết thúc phiên đó và đổi mật khẩu.
sessions-browser = Trình duyệt
sessions-address = Địa chỉ
sessions-began = Bắt đầu
sessions-last-seen = Dùng gần nhất
sessions-current = Phiên này
sessions-revoke = Kết thúc
sessions-revoke-one = Kết thúc phiên { $browser }
sessions-revoke-others = Kết thúc các phiên khác
sessions-revoke-question = Mọi nơi khác đang đăng nhập bằng tài khoản này sẽ phải đăng nhập lại. Nội dung đã lưu không thay đổi.

done-password-changed = Đã đổi mật khẩu. Các phiên đăng nhập khác đã kết thúc.
done-session-revoked = Đã kết thúc phiên đăng nhập.
done-sessions-revoked = Đã kết thúc các phiên đăng nhập khác.
done-second-factor-set = Đã bật xác thực hai lớp.
done-second-factor-removed = Đã tắt xác thực hai lớp.
