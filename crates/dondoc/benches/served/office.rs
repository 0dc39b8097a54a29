//! The program that is measured, who is signed in, and what there is to ask it for.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use crate::Result;
use crate::http::Client;

const LOGINS: [&str; 3] = ["vanphong", "lanhdao", "donvi"];
const PASSWORD: &str = "Mat-khau-thu-2026";

/// The program that is measured.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
    /// Milliseconds until it told its address.
    pub(crate) started_in: f64,
}

impl Server {
    pub(crate) fn start(program: &str, data: &str) -> Result<Self> {
        let begun = Instant::now();
        let mut child = Command::new(program)
            .args(["serve", "--data", data, "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let out = child.stdout.take().ok_or("no output")?;
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line)?;
        let address = between(&line, "http://", "/").ok_or("the program did not tell its address")?;
        Ok(Self {
            child,
            address,
            started_in: begun.elapsed().as_secs_f64() * 1000.0,
        })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn memory(&self) -> String {
        memory_of(self.child.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It ends with the run whatever became of that.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Resident memory of a process, now and at most.
pub(crate) fn memory_of(pid: u32) -> String {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let mebibytes = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        let kibibytes: u64 = line
            .split_whitespace()
            .nth(1)
            .and_then(|word| word.parse().ok())
            .unwrap_or(0);
        kibibytes / 1024
    };
    format!(
        "{} MiB resident, {} MiB at most",
        mebibytes("VmRSS"),
        mebibytes("VmHWM")
    )
}

/// Who is signed in.
pub(crate) struct People {
    pub(crate) address: String,
    tokens: HashMap<&'static str, String>,
}

impl People {
    pub(crate) fn sign_in(address: &str) -> Result<Self> {
        let mut client = Client::new(address, "");
        let mut tokens = HashMap::new();
        for login in LOGINS {
            let body = format!("{{\"login\":\"{login}\",\"password\":\"{PASSWORD}\"}}");
            let answer = client.post("/api/session", &body)?;
            let token =
                between(&answer.body, "\"token\":\"", "\"").ok_or_else(|| format!("{login}: {}", answer.body))?;
            tokens.insert(login, token);
        }
        Ok(Self {
            address: address.to_owned(),
            tokens,
        })
    }

    pub(crate) fn client(&self, login: &str) -> Result<Client> {
        let token = self.tokens.get(login).ok_or("nobody by this name")?;
        Ok(Client::new(
            &self.address,
            &format!("authorization: Bearer {token}\r\n"),
        ))
    }
}

/// What there is to ask for.
pub(crate) struct Stock {
    pub(crate) agencies: Vec<String>,
    tasks: Vec<String>,
    /// Identifier and version of tasks that the busy agency may report on.
    pub(crate) in_progress: Vec<(String, String)>,
    /// Identifier and version of tasks that nobody has received.
    pub(crate) assigned: Vec<(String, String)>,
}

impl Stock {
    pub(crate) fn look(clerk: &mut Client) -> Result<Self> {
        let agencies = clerk.get("/api/agencies")?;
        let agencies = each(&agencies.body).into_iter().map(|(id, _)| id).collect::<Vec<_>>();
        let busy = {
            let answer = clerk.get("/api/tasks?words=17&state=in_progress")?;
            between(&answer.body, "\"leads\":[[\"", "\"").ok_or("no task is in progress: is the directory filled?")?
        };
        let mut tasks = Vec::new();
        for day in ["2025-09-30", "2026-01-15", "2026-06-30", "2026-10-31"] {
            let answer = clerk.get(&format!("/api/tasks?due_from={day}"))?;
            tasks.extend(each(&answer.body).into_iter().map(|(id, _)| id));
        }
        Ok(Self {
            in_progress: pages(clerk, &format!("/api/tasks?state=in_progress&part=lead&agency={busy}"))?,
            assigned: pages(clerk, "/api/tasks?state=assigned")?,
            agencies,
            tasks,
        })
    }

    pub(crate) fn fill(&self, path: &str, n: usize) -> String {
        let one = |of: &[String]| of.get(n * 7919 % of.len().max(1)).cloned().unwrap_or_default();
        path.replace("{task}", &one(&self.tasks))
            .replace("{agency}", &one(&self.agencies))
            .replace("{word}", &(n * 7919 % 90_000 + 1).to_string())
    }
}

/// The first tasks of a list, as many as the load writes to.
fn pages(client: &mut Client, path: &str) -> Result<Vec<(String, String)>> {
    let mut all = Vec::new();
    let mut after = String::new();
    while all.len() < 150 {
        let answer = client.get(&format!("{path}{after}"))?;
        all.extend(each(&answer.body));
        match between(&answer.body, "\"next\":\"", "\"") {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    Ok(all)
}

/// Identifier and version of each record that stands in a list as such.
fn each(body: &str) -> Vec<(String, String)> {
    let records = body.split("{\"id\":\"").skip(1);
    records
        .filter_map(|record| {
            let (id, rest) = record.split_once("\",\"version\":")?;
            let version = rest.split(',').next()?;
            (id.len() == 36).then(|| (id.to_owned(), version.to_owned()))
        })
        .collect()
}

/// The words between two others.
pub(crate) fn between(text: &str, before: &str, after: &str) -> Option<String> {
    let (_, rest) = text.split_once(before)?;
    Some(rest.split_once(after)?.0.to_owned())
}
