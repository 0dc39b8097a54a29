//! The program as it is served, under load: `scripts/bench_served.sh`, which fills a data directory first, or
//!
//!     cargo bench -p dondoc --bench served -- --data DIRECTORY [--rate 50] [--seconds 20]
//!         [--program target/release/dondoc] [--beside 127.0.0.1:3000 --key KEY --pid PID]
//!
//! Reading: each address of [`PAGES`] at a steady rate, times counted from when a question was due. Writing: through the
//! API as fast as answers come, every commit on the disk before it is answered. With `--beside`, a Redmine with as many
//! issues is asked the same kind of questions in turn with ours, one at a time, in the same run.

#![expect(clippy::print_stdout, reason = "it tells figures")]

mod beside;
mod http;
mod load;
mod office;

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use beside::Peer;
use http::Client;
use load::{Times, steadily};
use office::{People, Server, Stock, between};

/// Whatever goes wrong ends the run with its words.
pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error>>;

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
const PAGES: [Asked; 19] = [
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
    asked("figures by agency", "lanhdao", "/figures?by=agency"),
    asked("figures by directive", "lanhdao", "/figures?by=directive"),
    asked("search, rare words", "vanphong", "/search?words=muc+{word}"),
    asked("search, common words", "vanphong", "/search?words=bien+gioi"),
    asked("urgings", "vanphong", "/urgings"),
];

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
                let times = Times::of_server(server.pid(), || steadily(rate, seconds, own, path));
                tell(page.what, &times);
            }
        }
    }
    println!("after reading: {}", server.memory());

    println!("\nwriting through the API, as fast as answers come, each commit synced");
    write(&people, &stock);
    println!("after writing: {}", server.memory());

    if let Some(peer) = options.get("beside") {
        let key = options.get("key").ok_or("name the peer's key of the API by --key")?;
        let peer = Peer {
            address: peer.to_owned(),
            key: key.to_owned(),
            pid: options.number("pid", 0)?,
        };
        peer.compare(&people, &stock, &server)?;
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
        "{what:<32} p50 {:>8.1}  p99 {:>8.1}  processor {:>7.2}  {:>5} KB{failed}",
        times.within(50),
        times.within(99),
        times.processor_each(),
        times.bytes / 1024
    );
}

/// One kind of act, by several clients at once, each on a task of its own and each time on the version it was answered.
struct Writing<'a> {
    what: &'static str,
    login: &'static str,
    act: &'static str,
    /// Identifier and version.
    tasks: &'a [(String, String)],
    /// What is sent beside the version.
    body: String,
}

const CLIENTS: usize = 64;
/// Acts of each client.
const ACTS: usize = 40;

/// Reports of an agency and assignments of the office.
fn write(people: &People, stock: &Stock) {
    let agency = |at: usize| stock.agencies.get(at).map_or("", String::as_str);
    let report = Writing {
        what: "report",
        login: "donvi",
        act: "progress",
        tasks: &stock.in_progress,
        body: "\"text\":\"Đã rà soát thêm 12 địa bàn, còn 8 địa bàn làm trong tháng tới.\"".to_owned(),
    };
    let assign = Writing {
        what: "assign",
        login: "vanphong",
        act: "assign",
        tasks: &stock.assigned,
        body: format!(
            "\"leads\":[\"{}\"],\"coordinating\":[\"{}\"],\"note\":\"Theo chỉ đạo tại cuộc họp giao ban\"",
            agency(0),
            agency(1)
        ),
    };
    for writing in [report, assign] {
        writing.run(people);
    }
}

impl Writing<'_> {
    fn run(&self, people: &People) {
        if self.tasks.len() < CLIENTS {
            println!("{}: only {} tasks to write to", self.what, self.tasks.len());
            return;
        }
        let (done, failed) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let begun = Instant::now();
        thread::scope(|scope| {
            for (task, version) in self.tasks.iter().take(CLIENTS) {
                scope.spawn(|| {
                    let written = people
                        .client(self.login)
                        .map_or(0, |mut client| self.write_to(&mut client, task, version));
                    done.fetch_add(written, Ordering::Relaxed);
                    failed.fetch_add(ACTS - written, Ordering::Relaxed);
                });
            }
        });
        let (done, failed) = (done.into_inner(), failed.into_inner());
        #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
        let each_second = done as f64 / begun.elapsed().as_secs_f64();
        println!(
            "{:<32} {each_second:>8.0} a second, {CLIENTS} clients, {done} written, {failed} not",
            self.what
        );
    }

    /// Acts on a task one after the other, and tells how many were done.
    fn write_to(&self, client: &mut Client, task: &str, version: &str) -> usize {
        let mut version = version.to_owned();
        for done in 0..ACTS {
            let body = format!("{{\"version\":{version},{}}}", self.body);
            let answer = client.post(&format!("/api/tasks/{task}/{}", self.act), &body);
            let next = answer
                .ok()
                .filter(|answer| answer.status == 200)
                .and_then(|answer| between(&answer.body, "\"version\":", ","));
            match next {
                Some(next) => version = next,
                None => return done,
            }
        }
        ACTS
    }
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

fn load_of_the_machine() -> String {
    fs::read_to_string("/proc/loadavg")
        .unwrap_or_default()
        .trim()
        .to_owned()
}
