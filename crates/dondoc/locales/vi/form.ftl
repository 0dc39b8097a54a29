# Thông báo tại các ô nhập, dùng chung.
form-errors = Chưa lưu được: có { $count } chỗ cần sửa
form-optional = (không bắt buộc)
form-choose = – Chọn –
form-day-hint = Ngày/tháng/năm, ví dụ 15/09/2026.
form-missing = Chưa nhập
form-too-long = Dài quá { $most } ký tự (đang có { $length })
form-not-a-day = Không phải ngày hợp lệ; hãy nhập theo ngày/tháng/năm, ví dụ 15/09/2026
form-not-a-number = Không phải số; phần nghìn dùng dấu chấm, phần thập phân dùng dấu phẩy, ví dụ 1.234,5
form-nothing-chosen = Chưa chọn mục nào
form-not-a-choice = Mục đã chọn không có trong danh sách
form-no-file = Chưa chọn tệp
form-not-ours = Biểu mẫu gửi lên không đầy đủ; hãy tải lại trang rồi nhập lại
form-not-json = Nội dung gửi lên không đúng định dạng: { $reason }
form-not-a-key = Khóa Idempotency-Key phải là một UUID
