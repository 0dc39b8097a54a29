# Khung của mọi trang.
app-name = Đôn Đốc
app-tagline = Theo dõi, đôn đốc, kiểm tra việc thực hiện nhiệm vụ
skip-to-content = Chuyển đến nội dung chính
cancel = Hủy bỏ
more-than = trên { $count }
sign-out = Đăng xuất
footer-api = Giao diện lập trình (API)

display-label = Cách hiển thị
display-size = Cỡ chữ
display-size-small = cỡ chữ nhỏ
display-size-normal = cỡ chữ thường
display-size-large = cỡ chữ lớn
display-contrast-high = Tăng tương phản
display-contrast-normal = Giảm tương phản
language-vi = Tiếng Việt
language-en = English

nav-label = Các phần của chương trình
nav-today = Hôm nay
nav-leader = Trang lãnh đạo
nav-work = Việc của đơn vị tôi
nav-tasks = Nhiệm vụ
nav-figures = Số liệu
nav-periodic-reports = Báo cáo
nav-imports = Nhập văn bản
nav-directives = Văn bản chỉ đạo
nav-agencies = Cơ quan, đơn vị
nav-places = Địa bàn
nav-users = Người dùng
nav-rules = Quy tắc
nav-journal = Nhật ký

role-clerk = Chuyên viên theo dõi, Văn phòng
role-leader = Lãnh đạo Ủy ban nhân dân tỉnh
role-agency-head = Lãnh đạo đơn vị
role-agency-officer = Cán bộ đầu mối của đơn vị
role-commune-officer = Cán bộ cấp xã
role-auditor = Thanh tra, kiểm tra
role-administrator = Quản trị hệ thống

table-next = Xem tiếp
table-parts = Các phần của danh sách
table-actions = Thao tác

differences-title = Nội dung khác nhau giữa hai lần sửa
differences-field = Trường
differences-yours = Lúc bạn mở
differences-theirs = Hiện nay, người khác đã lưu

six-label = 6 rõ
six-who = Rõ người
six-what = Rõ việc
six-when = Rõ thời gian
six-responsibility = Rõ trách nhiệm
six-authority = Rõ thẩm quyền
six-product = Rõ sản phẩm
six-clear = đã rõ
six-missing = chưa rõ
