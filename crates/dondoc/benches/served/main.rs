//! The program as it is served, under load: `scripts/bench_served.sh`, which fills a data directory first, or
//!
//!     cargo bench -p dondoc --bench served -- --data DIRECTORY [--rate 50] [--seconds 20]
//!         [--program target/release/dondoc] [--beside 127.0.0.1:3000 --key KEY --pid PID]
//!
//! Reading: each address of [`PAGES`] at a steady rate, times counted from when a question was due. Writing: through the
//! API as fast as answers come, every commit on the disk before it is answered. With `--beside`, a Redmine with as many
//! issues is asked the same kind of questions in turn with ours, one at a time, in the same run.

#![expect(clippy::print_stdout, reason = "it tells figures")]

mod http;
mod load;

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use http::Client;
use load::{Times, in_turn, steadily};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A page to ask for: what it is, who asks, its address. `{task}` is a task, `{agency}` an agency, another one each time;
/// `{word}` a number that occurs in few texts.
struct Asked {
    what: &'static str,
    login: &'static str,
    path: &'static str,
}

const fn asked(what: &'static str, login: &'static str, path: &'static str) -> Asked {
    Asked { what, login, path }
}

/// What is asked for. A page that this state of the program does not have yet is told as such.
const PAGES: [Asked; 16] = [
    asked("list", "vanphong", "/tasks"),
    asked("list, open", "vanphong", "/tasks?state=open"),
    asked("list, overdue", "vanphong", "/tasks?state=open&due_to=2026-11-26"),
    asked("list, of an agency", "vanphong", "/tasks?agency={agency}"),
    asked(
        "list, of an agency and field",
        "vanphong",
        "/tasks?agency={agency}&field=Giao+th%C3%B4ng",
    ),
    asked("list, with rare words", "vanphong", "/tasks?words=m%E1%BB%A5c+{word}"),
    asked("list, with common words", "vanphong", "/tasks?words=bien+gioi"),
    asked("list, of a past day", "vanphong", "/tasks?as_of=2026-03-31"),
    asked("task", "vanphong", "/tasks/{task}"),
    asked("task's history", "vanphong", "/tasks/{task}/history"),
    asked("first page of the clerk", "vanphong", "/today"),
    asked("first page of an agency", "donvi", "/work"),
    asked("directives", "vanphong", "/directives"),
    asked("leader's page", "lanhdao", "/leader"),
    asked("figures by agency", "lanhdao", "/figures"),
    asked("search", "vanphong", "/search?q=bien+gioi+{word}"),
];

const LOGINS: [&str; 3] = ["vanphong", "lanhdao", "donvi"];
const PASSWORD: &str = "Mat-khau-thu-2026";
/// How often a question is asked in turn with the peer.
const IN_TURN: usize = 40;

fn main() -> Result<()> {
    let options = Options::read();
    let data = options.get("data").ok_or("name a filled data directory by --data")?;
    let rate = options.number("rate", 50)?;
    let seconds = options.number("seconds", 20)?;
    println!("load of the machine at the beginning: {}", load_of_the_machine());
    let server = Server::start(&options.program()?, data)?;
    println!("started in {:.0} ms, {}", server.started_in, server.memory());
    let people = People::sign_in(&server.address)?;
    let stock = Stock::look(&mut people.client("vanphong")?)?;

    println!("\nreading, {rate} a second for {seconds} s each, times in ms from when a question was due");
    for page in &PAGES {
        let path = |n: usize| stock.fill(page.path, n);
        let mut client = people.client(page.login)?;
        match client.get(&path(0))?.status {
            404 => println!("{:<32} not in this state of the program", page.what),
            status if status >= 300 => println!("{:<32} answered {status}", page.what),
            _ => {
                let own = || {
                    people
                        .client(page.login)
                        .unwrap_or_else(|_| Client::new(&server.address, ""))
                };
                tell(page.what, &steadily(rate, seconds, own, path));
            }
        }
    }
    println!("after reading: {}", server.memory());

    println!("\nwriting through the API, as fast as answers come, each commit synced");
    write(&people, &stock)?;
    println!("after writing: {}", server.memory());

    if let Some(peer) = options.get("beside") {
        beside(&options, peer, &people, &stock, &server)?;
    }
    println!("load of the machine at the end: {}", load_of_the_machine());
    Ok(())
}

fn tell(what: &str, times: &Times) {
    let failed = if times.failed > 0 {
        format!(", {} FAILED", times.failed)
    } else {
        String::new()
    };
    println!(
        "{what:<32} p50 {:>8.1}  p99 {:>8.1}  {:>6} KB{failed}",
        times.within(50),
        times.within(99),
        times.bytes / 1024
    );
}

/// Reports of an agency and assignments of the office, by several clients at once, each on tasks of its own.
fn write(people: &People, stock: &Stock) -> Result<()> {
    const CLIENTS: usize = 64;
    const EACH: usize = 40;
    let report = |version: &str| {
        format!("{{\"version\":{version},\"text\":\"Đã rà soát thêm 12 địa bàn, còn 8 địa bàn làm trong tháng tới.\"}}")
    };
    let assign = |version: &str| {
        let (first, second) = (stock.agencies.first(), stock.agencies.get(1));
        let [first, second] = [first, second].map(|agency| agency.map_or("", String::as_str));
        format!(
            "{{\"version\":{version},\"leads\":[\"{first}\"],\"coordinating\":[\"{second}\"],\
             \"note\":\"Theo chỉ đạo tại cuộc họp giao ban\"}}"
        )
    };
    let rounds: [(&str, &str, &str, &[(String, String)], &(dyn Fn(&str) -> String + Sync)); 2] = [
        ("report", "donvi", "progress", &stock.in_progress, &report),
        ("assign", "vanphong", "assign", &stock.assigned, &assign),
    ];
    for (what, login, act, tasks, body) in rounds {
        if tasks.len() < CLIENTS {
            println!("{what}: only {} tasks to write to", tasks.len());
            continue;
        }
        let (done, failed) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let begun = Instant::now();
        thread::scope(|scope| {
            for (task, version) in tasks.iter().take(CLIENTS) {
                let (done, failed) = (&done, &failed);
                scope.spawn(move || {
                    let Ok(mut client) = people.client(login) else { return };
                    let mut version = version.clone();
                    for _ in 0..EACH {
                        let answer = client.post(&format!("/api/tasks/{task}/{act}"), &body(&version));
                        let next = answer.ok().filter(|answer| answer.status == 200);
                        let Some(answer) = next else {
                            failed.fetch_add(1, Ordering::Relaxed);
                            return;
                        };
                        done.fetch_add(1, Ordering::Relaxed);
                        version = between(&answer.body, "\"version\":", ",").unwrap_or(version);
                    }
                });
            }
        });
        let (done, failed) = (done.into_inner(), failed.into_inner());
        let seconds = begun.elapsed().as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
        let each_second = done as f64 / seconds;
        println!("{what:<32} {each_second:>8.0} a second, {CLIENTS} clients, {done} written, {failed} refused");
    }
    Ok(())
}

/// The same kind of questions to both, in turn and one at a time.
fn beside(options: &Options, peer: &str, people: &People, stock: &Stock, server: &Server) -> Result<()> {
    let key = options.get("key").ok_or("name the peer's key of the API by --key")?;
    let mut theirs = Client::new(peer, &format!("x-redmine-api-key: {key}\r\n"));
    let mut clerk = people.client("vanphong")?;
    let issues: usize = {
        let answer = theirs.get("/issues.json?limit=1&status_id=*")?;
        between(&answer.body, "\"total_count\":", ",")
            .and_then(|count| count.parse().ok())
            .ok_or("no issues")?
    };
    println!(
        "\nbeside Redmine with {issues} issues, one question at a time, p50 and p99 in ms, and the ratio of the medians"
    );
    let pages = [
        ("list", "/tasks", "/issues?set_filter=1&f[]=status_id&op[status_id]=*"),
        (
            "list, filtered",
            "/tasks?state=open&agency={agency}",
            "/issues?set_filter=1&f[]=status_id&op[status_id]=o&f[]=assigned_to_id&op[assigned_to_id]==&v[assigned_to_id][]={user}",
        ),
        ("show", "/tasks/{task}", "/issues/{issue}"),
    ];
    for (what, own, other) in pages {
        let own = in_turn(IN_TURN, &mut clerk, |client, n| client.get(&stock.fill(own, n)));
        let other = in_turn(IN_TURN, &mut theirs, |client, n| {
            let issue = (n * 7919 % issues + 1).to_string();
            client.get(
                &other
                    .replace("{issue}", &issue)
                    .replace("{user}", &(n % 300 + 10).to_string()),
            )
        });
        compare(what, &own, &other);
    }
    // Ours: an act on a task with its report; theirs: a new issue. Both answer when it is kept.
    let mut unit = people.client("donvi")?;
    let tasks = stock.in_progress.iter().skip(64).take(IN_TURN).collect::<Vec<_>>();
    let own = in_turn(tasks.len(), &mut unit, |client, n| {
        let (task, version) = tasks[n];
        client.post(
            &format!("/api/tasks/{task}/progress"),
            &format!("{{\"version\":{version},\"text\":\"Đã rà soát thêm một địa bàn.\"}}"),
        )
    });
    let other = in_turn(IN_TURN, &mut theirs, |client, n| {
        client.post(
            "/issues.json",
            &format!("{{\"issue\":{{\"project_id\":1,\"tracker_id\":1,\"status_id\":1,\"priority_id\":2,\"subject\":\"Rà soát địa bàn {n}\",\"description\":\"Đã rà soát thêm một địa bàn.\"}}}}"),
        )
    });
    compare("create", &own, &other);
    println!("memory: ours {}", server.memory());
    if let Some(pid) = options.get("pid").and_then(|pid| pid.parse().ok()) {
        println!("memory: Redmine {}", memory_of(pid));
    }
    Ok(())
}

fn compare(what: &str, own: &Times, other: &Times) {
    tell(&format!("{what}: ours"), own);
    tell(&format!("{what}: Redmine"), other);
    println!("{:<32} {:.1} times as fast", "", other.within(50) / own.within(50));
}

/// What was given on the command line, `--name value`.
struct Options(HashMap<String, String>);

impl Options {
    fn read() -> Self {
        let words: Vec<String> = std::env::args().skip(1).collect();
        let pairs = words.windows(2).filter_map(|pair| {
            let name = pair[0].strip_prefix("--")?;
            (!pair[1].starts_with("--")).then(|| (name.to_owned(), pair[1].clone()))
        });
        Self(pairs.collect())
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    fn number(&self, name: &str, usual: u32) -> Result<u32> {
        Ok(self.get(name).map_or(Ok(usual), str::parse)?)
    }

    fn program(&self) -> Result<String> {
        let built = option_env!("CARGO_BIN_EXE_dondoc");
        let named = self.get("program").or(built);
        Ok(named.ok_or("name the program by --program")?.to_owned())
    }
}

/// The program that is measured.
struct Server {
    child: Child,
    address: String,
    /// Milliseconds until it told its address.
    started_in: f64,
}

impl Server {
    fn start(program: &str, data: &str) -> Result<Self> {
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

    fn memory(&self) -> String {
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
fn memory_of(pid: u32) -> String {
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

fn load_of_the_machine() -> String {
    fs::read_to_string("/proc/loadavg")
        .unwrap_or_default()
        .trim()
        .to_owned()
}

/// Who is signed in.
struct People {
    address: String,
    tokens: HashMap<&'static str, String>,
}

impl People {
    fn sign_in(address: &str) -> Result<Self> {
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

    fn client(&self, login: &str) -> Result<Client> {
        let token = self.tokens.get(login).ok_or("nobody by this name")?;
        Ok(Client::new(
            &self.address,
            &format!("authorization: Bearer {token}\r\n"),
        ))
    }
}

/// What there is to ask for.
struct Stock {
    agencies: Vec<String>,
    tasks: Vec<String>,
    /// Identifier and version of tasks that the busy agency may report on.
    in_progress: Vec<(String, String)>,
    /// Identifier and version of tasks that nobody has received.
    assigned: Vec<(String, String)>,
}

impl Stock {
    fn look(clerk: &mut Client) -> Result<Self> {
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

    fn fill(&self, path: &str, n: usize) -> String {
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

fn between(text: &str, before: &str, after: &str) -> Option<String> {
    let (_, rest) = text.split_once(before)?;
    Some(rest.split_once(after)?.0.to_owned())
}
