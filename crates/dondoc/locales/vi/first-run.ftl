# Khởi tạo lần đầu.
first-run-title = Khởi tạo lần đầu
first-run-lead = Chương trình chưa có dữ liệu. Hãy chọn tỉnh, thành phố, đặt tên cơ quan sử dụng và tạo tài khoản quản trị hệ thống.
first-run-office-heading = Cơ quan sử dụng
first-run-province = Tỉnh, thành phố
first-run-province-hint = 34 đơn vị hành chính cấp tỉnh hiện nay.
first-run-office = Tên cơ quan theo dõi nhiệm vụ
first-run-office-hint = Ghi đầy đủ như trên văn bản, ví dụ: Văn phòng Ủy ban nhân dân tỉnh Quảng Ngãi.
first-run-administrator-heading = Quản trị hệ thống
first-run-name = Họ tên
first-run-name-hint = Tên hiển thị trên chương trình, có thể kèm chức danh.
first-run-login-hint = Từ 3 ký tự: chữ không dấu, chữ số, dấu chấm, gạch ngang, gạch dưới.
first-run-code = Mã khởi tạo
first-run-code-hint = Mã in ở cửa sổ lệnh nơi chương trình được khởi động.
first-run-code-wrong = Mã khởi tạo không đúng
first-run-button = Khởi tạo
