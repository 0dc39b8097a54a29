# Điều không thực hiện được: mỗi mã có tiêu đề và việc cần làm.
problem-back = Về trang đầu
problem-sign-in = Đăng nhập
problem-code-line = Mã { $status } · { $code }

problem-unreadable-title = Không hiểu được yêu cầu
problem-unreadable-text = Địa chỉ hoặc nội dung gửi lên không đúng. Hãy quay lại trang trước và thử lại.
problem-signed-out-title = Phiên làm việc đã hết
problem-signed-out-text = Hãy mở trang đăng nhập ở một thẻ khác, đăng nhập, rồi quay lại thẻ này, bấm nút quay lại của trình duyệt và gửi lại: nội dung đã nhập vẫn còn.
problem-not-allowed-title = Không có quyền
problem-not-allowed-text = Vai trò của bạn không được thực hiện việc này. Nếu cần, hãy liên hệ quản trị hệ thống.
problem-foreign-origin-title = Yêu cầu đến từ trang khác
problem-foreign-origin-text = Thao tác này không xuất phát từ trang của chương trình nên không được thực hiện. Hãy mở chương trình và làm lại.
problem-not-found-title = Không tìm thấy
problem-not-found-text = Địa chỉ này không có, hoặc nội dung không thuộc phạm vi của bạn.
problem-wrong-method-title = Không mở trực tiếp được trang này
problem-wrong-method-text = Địa chỉ này chỉ nhận biểu mẫu gửi lên. Hãy quay lại trang trước.
problem-conflict-title = Nội dung vừa được người khác sửa
problem-conflict-text = Chưa có gì bị ghi đè. Hãy xem chỗ khác nhau dưới đây rồi sửa lại trên bản mới nhất.
problem-typed = Bạn đã nhập, chưa được lưu
problem-typed-hint = Có thể chép lại vào bản mới nhất.
problem-too-large-title = Nội dung gửi lên quá lớn
problem-too-large-text = Mỗi lần gửi tối đa { $limit } MB. Hãy tách nhỏ hoặc nén tệp rồi gửi lại.
problem-wrong-type-title = Dạng nội dung không được hỗ trợ
problem-wrong-type-text = Hãy gửi nội dung theo dạng ghi trong bản mô tả.
problem-invalid-title = Có chỗ cần sửa
problem-invalid-text = Hãy sửa các chỗ được nêu rồi gửi lại.
problem-too-many-title = Thử quá nhiều lần
problem-too-many-text = Vì an toàn, hãy chờ { $minutes } phút rồi thử lại.
problem-internal-title = Chương trình gặp lỗi
problem-internal-text = Lỗi đã được ghi lại. Hãy thử lại sau; nếu vẫn lỗi, hãy báo quản trị hệ thống.
problem-not-set-up-title = Chương trình chưa được khởi tạo
problem-not-set-up-text = Hãy mở trang khởi tạo lần đầu bằng trình duyệt.
problem-too-slow-title = Xử lý quá lâu
problem-too-slow-text = Yêu cầu chưa được thực hiện xong trong thời gian cho phép. Hãy thử lại sau.
problem-password-first-title = Cần đổi mật khẩu trước
problem-password-first-text = Mật khẩu do người khác đặt: hãy đổi mật khẩu trên trang Tài khoản rồi tiếp tục.

problem-wrong-state-title = Không thực hiện được lúc này
problem-wrong-state-text = Nhiệm vụ đang ở trạng thái “{ $state ->
    [assigned] Chưa thực hiện
    [returned] Trả lại
    [in_progress] Đang thực hiện
    [awaiting_confirmation] Chờ xác nhận
    [completed] Đã hoàn thành
    [suspended] Tạm hoãn
   *[cancelled] Hủy
    }”. Hãy mở lại nhiệm vụ để xem việc có thể làm.
problem-not-theirs-title = Việc của cơ quan khác
problem-not-theirs-text = Việc này do cơ quan khác trong nhiệm vụ thực hiện.
problem-secret-title = Văn bản mang dấu chỉ độ mật
problem-secret-text = Chương trình từ chối tài liệu bí mật nhà nước: không đọc, không lưu gì. Hãy xử lý theo Luật Bảo vệ bí mật nhà nước.
problem-disk-full-title = Ổ đĩa máy chủ đã đầy
problem-disk-full-text = Chưa có gì được lưu. Hãy giữ trang này, báo quản trị hệ thống, rồi gửi lại.
problem-busy-title = Chương trình đang bận
problem-busy-text = Chưa có gì được lưu. Hãy chờ một lát rồi gửi lại.
problem-already-set-up-title = Chương trình đã được khởi tạo
problem-already-set-up-text = Hãy đăng nhập bằng tài khoản đã tạo.
problem-draft-unknown-title = Không có nhiệm vụ bóc tách này
problem-draft-unknown-text = Có thể đã được gộp hoặc tách. Hãy mở lại văn bản đang nhập.
problem-draft-open-questions-title = Còn chỗ chưa quyết định
problem-draft-open-questions-text = Hãy bổ sung các chỗ còn thiếu của nhiệm vụ bóc tách rồi chấp nhận.
problem-draft-nothing-after-title = Không có nhiệm vụ nào ở sau để gộp
problem-draft-nothing-after-text = Đây là nhiệm vụ bóc tách cuối cùng.
problem-draft-cannot-cut-title = Không tách được ở chỗ này
problem-draft-cannot-cut-text = Mỗi phần sau khi tách phải còn nội dung.
problem-drafts-pending-title = Còn nhiệm vụ bóc tách chưa quyết định
problem-drafts-pending-text = Hãy chấp nhận hoặc bỏ từng nhiệm vụ bóc tách rồi mới giao.
problem-none-accepted-title = Chưa chấp nhận nhiệm vụ nào
problem-none-accepted-text = Hãy chấp nhận ít nhất một nhiệm vụ bóc tách rồi mới giao.
problem-request-used-title = Biểu mẫu này đã được dùng
problem-request-used-text = Mã gửi thuộc về biểu mẫu khác hoặc người khác. Hãy mở lại trang rồi gửi lại.
problem-import-closed-title = Lần nhập này đã kết thúc
problem-import-closed-text = Nhiệm vụ của văn bản này đã được giao hoặc việc nhập đã bị bỏ.
problem-no-decision-waits-title = Không có quyết định nào đang chờ
problem-no-decision-waits-text = Văn bản giao nhiệm vụ còn hiệu lực, hoặc nhiệm vụ đã được quyết định.
problem-last-administrator-title = Đây là quản trị hệ thống cuối cùng
problem-last-administrator-text = Phải còn ít nhất một quản trị hệ thống đang hoạt động.
problem-second-factor-again-title = Khóa xác thực không còn dùng được
problem-second-factor-again-text = Hãy mở lại trang Xác thực hai lớp và làm lại từ đầu.
problem-second-factor-is-on-title = Xác thực hai lớp đang bật
problem-second-factor-is-on-text = Muốn đổi thiết bị, hãy tắt rồi bật lại.
problem-act-not-possible-title = Việc này hiện không thực hiện được
problem-act-not-possible-text = Không phải phần việc của đơn vị bạn, hoặc trạng thái nhiệm vụ đã thay đổi. Hãy mở lại nhiệm vụ để xem việc có thể làm.
