//! The same demonstration gives the same pages on SQLite and on PostgreSQL, for every role.

#[path = "../../../store/tests/contract/server.rs"]
mod server;

use crate::crawl::crawled;
use crate::served::Served;
use crate::started::Folder;

/// A user of each role that sees something else.
const READERS: [&str; 7] = ["vanphong", "lanhdao", "cat", "snnmt", "boy.xa", "thanhtra", "quantri"];
/// Pages looked at for each of them.
const MOST: usize = 60;

#[test]
fn both_databases_give_the_same_pages() {
    let Some(url) = server::new_database() else { return };
    let folder = Folder::new("databases");
    let embedded = Served::start(["demo", "--data", folder.path().to_str().unwrap()]);
    let server = Served::start(["demo", "--database", &url]);
    for login in READERS {
        let (one, other) = (crawled(&embedded, login, MOST), crawled(&server, login, MOST));
        assert!(one.len() > 5, "{login} sees hardly anything");
        let paths = |pages: &[(String, String)]| pages.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
        assert_eq!(paths(&one), paths(&other), "{login}");
        for ((path, one), (_, other)) in one.iter().zip(&other) {
            assert_eq!(one, other, "{login}: {path}");
        }
    }
}
