//! A PostgreSQL server for one run of the tests: in a temporary folder, reachable by a socket in it, gone with the run.

use std::fs::{self, File};
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use uuid::Uuid;

const MISSING: &str = "PostgreSQL is not installed. Install the Debian package `postgresql-15`, or set \
    DONDOC_WITHOUT_POSTGRES=1 to leave these tests out.";

/// The address of a new, empty database; none when PostgreSQL is left out on purpose.
pub(crate) fn new_database() -> Option<String> {
    let Some(binaries) = binaries() else {
        assert!(
            std::env::var("DONDOC_WITHOUT_POSTGRES").is_ok_and(|set| set == "1"),
            "{MISSING}"
        );
        eprintln!("left out: PostgreSQL is not installed");
        return None;
    };
    let folder = running(&binaries);
    let name = format!("t{}", Uuid::now_v7().simple());
    let folder_name = folder.display().to_string();
    run(Command::new(binaries.join("createdb")).args(["--username=dondoc", "--host", &folder_name, &name]));
    Some(address(&folder, &name))
}

fn address(folder: &Path, database: &str) -> String {
    format!("postgres://dondoc@localhost/{database}?host={}", folder.display())
}

fn binaries() -> Option<PathBuf> {
    let installed = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = installed.map(|version| version.path().join("bin")).collect();
    folders.sort();
    folders.reverse();
    let path = std::env::var_os("PATH").unwrap_or_default();
    folders.extend(std::env::split_paths(&path));
    folders.into_iter().find(|folder| folder.join("initdb").exists())
}

/// The process whose end ends the server: the runner that starts a process for each test, or this process.
fn owner() -> u32 {
    if std::env::var_os("NEXTEST").is_some() {
        std::os::unix::process::parent_id()
    } else {
        std::process::id()
    }
}

/// The folder of the server, which the first test of a run starts.
fn running(binaries: &Path) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("dondoc-postgres-{}", owner()));
    let lock = File::create(folder.with_extension("lock")).unwrap();
    lock.lock().unwrap();
    if !folder.join("ready").exists() {
        start(binaries, &folder);
        File::create(folder.join("ready")).unwrap();
    }
    folder
}

fn start(binaries: &Path, folder: &Path) {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir(folder).unwrap();
    if let Some((user, group)) = somebody_else() {
        chown(folder, Some(user), Some(group)).unwrap();
    }
    // Vietnamese order as the server's own: what relies on the order of bytes has to say so.
    let initdb = binaries.join("initdb");
    let data = folder.join("data");
    let cluster = "--username=dondoc --auth=trust --no-sync --encoding=UTF8 --locale=C.UTF-8 \
        --locale-provider=icu --icu-locale=vi";
    run(as_nobody_special(&initdb)
        .arg("-D")
        .arg(&data)
        .args(cluster.split_whitespace()));
    let options = format!(
        "-c listen_addresses= -c unix_socket_directories={} -c fsync=off -c max_connections=200",
        folder.display()
    );
    run(as_nobody_special(&binaries.join("pg_ctl"))
        .args(["start", "-w", "-D"])
        .arg(&data)
        .arg("-l")
        .arg(folder.join("log"))
        .args(["-o", &options]));
    stop_with_owner(binaries, folder);
}

/// Waits outside of the tests until their run is over, then stops the server and removes what it left.
fn stop_with_owner(binaries: &Path, folder: &Path) {
    let script = "while kill -0 $1 2>/dev/null; do sleep 0.5; done; $2 $3/pg_ctl stop -m immediate -D $4/data; \
        rm -rf $4 $4.lock";
    let drop_rights = if somebody_else().is_some() {
        SETPRIV.join(" ")
    } else {
        String::new()
    };
    Command::new("setsid")
        .args(["--fork", "sh", "-c", script, "stop", &owner().to_string(), &drop_rights])
        .args([binaries, folder])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
}

const SETPRIV: [&str; 4] = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"];

/// PostgreSQL does not run as root: then it runs as `nobody`.
fn somebody_else() -> Option<(u32, u32)> {
    const NOBODY: u32 = 65534;
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let user = status.lines().find(|line| line.starts_with("Uid:"))?;
    (user.split_whitespace().nth(1) == Some("0")).then_some((NOBODY, NOBODY))
}

fn as_nobody_special(program: &Path) -> Command {
    if somebody_else().is_none() {
        return Command::new(program);
    }
    let mut command = Command::new(SETPRIV[0]);
    command.args(&SETPRIV[1..]).arg(program);
    command
}

fn run(command: &mut Command) {
    // The server outlives this process and must not hold its pipes.
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "{command:?} ended with {status}");
}
