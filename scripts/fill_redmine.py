#!/usr/bin/env python3
"""Fills a copy of a fresh Redmine 5 SQLite database with issues, for scripts/bench_served.sh.

    scripts/fill_redmine.py DATABASE ISSUES KEY

300 users, one public project, and as many issues as asked for with a text, an assignee, a due date, and a history of three
notes each; nine of ten are closed. KEY becomes the administrator's key of the API, which is switched on. The texts are those
of our own load, in length and words.
"""

import datetime
import sqlite3
import sys

USERS = 300
FIRST_USER = 10
PLACES = ["biên giới", "đường tỉnh", "chợ và khu dân cư", "rừng phòng hộ", "ven sông"]
CLOSED, IN_PROGRESS, NEW = 5, 2, 1


def main() -> None:
    path, issues, key = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    base = sqlite3.connect(path)
    base.execute("PRAGMA synchronous = OFF")
    now = "2026-11-27 01:00:00"
    begin = datetime.date(2025, 7, 2)
    base.executemany(
        "INSERT INTO users (id, login, hashed_password, firstname, lastname, admin, status, language, created_on,"
        " updated_on, type, mail_notification) VALUES (?, ?, '', 'Đơn vị', ?, 0, 1, 'vi', ?, ?, 'User', 'none')",
        [(FIRST_USER + n, f"donvi{n}", f"mẫu số {n}", now, now) for n in range(USERS)],
    )
    base.execute(
        "INSERT INTO projects (id, name, is_public, created_on, updated_on, identifier, status, lft, rgt)"
        " VALUES (1, 'Nhiệm vụ', 1, ?, ?, 'nhiem-vu', 1, 1, 2)",
        (now, now),
    )
    base.execute("INSERT INTO enabled_modules (project_id, name) VALUES (1, 'issue_tracking')")
    base.executemany("INSERT INTO projects_trackers VALUES (1, ?)", [(1,), (2,), (3,)])
    base.executemany(
        "INSERT INTO members (user_id, project_id, created_on) VALUES (?, 1, ?)",
        [(FIRST_USER + n, now) for n in range(USERS)],
    )
    base.execute("INSERT INTO member_roles (member_id, role_id) SELECT id, 4 FROM members")
    base.execute("DELETE FROM settings WHERE name = 'rest_api_enabled'")
    base.execute("INSERT INTO settings (name, value, updated_on) VALUES ('rest_api_enabled', '1', ?)", (now,))
    base.execute(
        "INSERT INTO tokens (user_id, action, value, created_on, updated_on) VALUES (1, 'api', ?, ?, ?)",
        (key, now, now),
    )
    rows, notes = [], []
    for n in range(1, issues + 1):
        day = begin + datetime.timedelta(days=n * 500 // issues)
        status = {17: IN_PROGRESS, 27: IN_PROGRESS, 37: IN_PROGRESS, 7: NEW}.get(n % 40, CLOSED)
        text = (
            "Chủ trì rà soát, lập danh sách, xây dựng phương án bảo đảm an ninh, trật tự và an toàn khu vực "
            f"{PLACES[n % len(PLACES)]}; kiểm tra, hướng dẫn cơ sở thực hiện và báo cáo kết quả về Ủy ban nhân dân tỉnh"
            f" (mục {n})."
        )
        due = day + datetime.timedelta(days=30 + n % 170)
        rows.append(
            (n, 1 + n % 3, text[:200], text, due.isoformat(), status, FIRST_USER + n % USERS, n,
             f"{day} 01:00:00", f"{day} 02:00:00", day.isoformat())
        )
        notes.extend(
            (n, f"Đã rà soát {n % 96} địa bàn, lập danh sách và phương án xử lý từng nơi.", f"{day} 0{hour}:00:00")
            for hour in (3, 4, 5)
        )
    base.executemany(
        "INSERT INTO issues (id, tracker_id, project_id, subject, description, due_date, status_id, assigned_to_id,"
        " priority_id, author_id, root_id, lft, rgt, created_on, updated_on, start_date)"
        " VALUES (?, ?, 1, ?, ?, ?, ?, ?, 2, 1, ?, 1, 2, ?, ?, ?)",
        rows,
    )
    base.executemany(
        "INSERT INTO journals (journalized_id, journalized_type, user_id, notes, created_on)"
        " VALUES (?, 'Issue', 1, ?, ?)",
        notes,
    )
    base.commit()
    base.execute("ANALYZE")
    base.commit()


if __name__ == "__main__":
    main()
