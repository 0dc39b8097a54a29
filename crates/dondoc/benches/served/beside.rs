//! Redmine, asked the same kind of questions as we are, in the same run and one at a time.

use crate::Result;
use crate::http::Client;
use crate::load::{Times, in_turn};
use crate::office::{People, Server, Stock, between, memory_of};
use crate::tell;

/// How often a question is asked.
const QUESTIONS: usize = 40;

/// Pages of both: ours, theirs. `{issue}` and `{user}` are others each time, as are `{task}` and `{agency}`.
const PAGES: [(&str, &str, &str); 3] = [
    ("list", "/tasks", "/issues?set_filter=1&f[]=status_id&op[status_id]=*"),
    (
        "list, filtered",
        "/tasks?state=open&agency={agency}",
        "/issues?set_filter=1&f[]=status_id&op[status_id]=o&f[]=assigned_to_id&op[assigned_to_id]==\
         &v[assigned_to_id][]={user}",
    ),
    ("show", "/tasks/{task}", "/issues/{issue}"),
];

/// A Redmine that runs on this machine, filled by `scripts/fill_redmine.py`.
pub(crate) struct Peer {
    /// Where it answers.
    pub(crate) address: String,
    /// Key of its API.
    pub(crate) key: String,
    /// Its process; 0 when it is not known.
    pub(crate) pid: u32,
}

impl Peer {
    /// Asks both and tells what came of it.
    pub(crate) fn compare(&self, people: &People, stock: &Stock, server: &Server) -> Result<()> {
        let mut theirs = Client::new(&self.address, &format!("x-redmine-api-key: {}\r\n", self.key));
        let mut clerk = people.client("vanphong")?;
        let counted = theirs.get("/issues.json?limit=1&status_id=*")?;
        let issues: usize = between(&counted.body, "\"total_count\":", ",")
            .ok_or("the peer does not tell how many issues it has")?
            .parse()?;
        println!("\nbeside Redmine with {issues} issues, one question at a time, times in ms");
        for (what, own, other) in PAGES {
            let own = Times::of_server(server.pid(), || {
                in_turn(QUESTIONS, &mut clerk, |client, n| client.get(&stock.fill(own, n)))
            });
            let other = Times::of_server(self.pid, || {
                in_turn(QUESTIONS, &mut theirs, |client, n| {
                    let issue = (n * 7919 % issues + 1).to_string();
                    let user = (n % 300 + 10).to_string();
                    client.get(&other.replace("{issue}", &issue).replace("{user}", &user))
                })
            });
            told(what, &own, &other);
        }
        // Ours is a report, which makes a record and changes its task; theirs is a new issue. Both answer when it is kept.
        let mut unit = people.client("donvi")?;
        let tasks: Vec<_> = stock.in_progress.iter().rev().take(QUESTIONS).collect();
        let own = Times::of_server(server.pid(), || {
            in_turn(tasks.len(), &mut unit, |client, n| {
                let (task, version) = tasks[n];
                let body = format!("{{\"version\":{version},\"text\":\"Đã rà soát thêm một địa bàn.\"}}");
                client.post(&format!("/api/tasks/{task}/progress"), &body)
            })
        });
        let other = Times::of_server(self.pid, || {
            in_turn(QUESTIONS, &mut theirs, |client, n| {
                let body = format!(
                    "{{\"issue\":{{\"project_id\":1,\"tracker_id\":1,\"status_id\":1,\"priority_id\":2,\
                     \"subject\":\"Rà soát địa bàn {n}\",\"description\":\"Đã rà soát thêm một địa bàn.\"}}}}"
                );
                client.post("/issues.json", &body)
            })
        });
        told("write", &own, &other);
        println!("memory, ours: {}", server.memory());
        println!("memory, Redmine: {}", memory_of(self.pid));
        Ok(())
    }
}

fn told(what: &str, own: &Times, other: &Times) {
    tell(&format!("{what}: ours"), own);
    tell(&format!("{what}: Redmine"), other);
    println!(
        "{:<32} Redmine takes {:.1} times as long, {:.1} times the processor",
        "",
        other.within(50) / own.within(50),
        other.processor_each() / own.processor_each()
    );
}
