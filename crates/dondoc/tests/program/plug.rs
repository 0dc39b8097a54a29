//! The plug is pulled under load, and the disk runs full: what was acknowledged is there, and nothing is damaged.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::Value;

use crate::served::{Answered, Served};
use crate::started::{Folder, dondoc, printed};

/// How often the plug is pulled here. `DONDOC_KILLS=200` is the figure of docs/performance.md.
const KILLS: u64 = 6;
/// Writers at once.
const WRITERS: u64 = 4;

#[test]
fn what_was_acknowledged_survives_the_plug_being_pulled() {
    let kills = std::env::var("DONDOC_KILLS").map_or(KILLS, |kills| kills.parse().unwrap());
    let folder = Folder::new("plug");
    let data = folder.path().to_str().unwrap();
    let mut acknowledged = BTreeSet::new();
    for round in 0..kills {
        let served = Served::start(["demo", "--data", data]);
        let token = token(&served);
        let known = names(&served, &token);
        let lost: Vec<&String> = acknowledged.difference(&known).collect();
        assert!(lost.is_empty(), "round {round} lost {lost:?}");
        acknowledged.extend(write_until_killed(served, &token, round));
        let proof = dondoc(["verify", "--data", data]);
        assert!(proof.status.success(), "round {round}: {}", printed(&proof));
    }
    let served = Served::start(["demo", "--data", data]);
    let known = names(&served, &token(&served));
    assert_eq!(acknowledged.difference(&known).count(), 0);
    assert!(
        acknowledged.len() as u64 > kills,
        "hardly anything was written: {}",
        acknowledged.len()
    );
    eprintln!("{kills} kills, {} acknowledged writes, all there", acknowledged.len());
}

/// Several writers at once, until the program is killed in the middle. Returns what it had acknowledged.
fn write_until_killed(served: Served, token: &str, round: u64) -> Vec<String> {
    let address = served.address.clone();
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (address, is_over) = (&address, &is_over);
                scope.spawn(move || {
                    let mut written = Vec::new();
                    for number in 0.. {
                        let name = format!("Tổ công tác thử {round}-{writer}-{number}");
                        match create(address, token, &name) {
                            Some(answered) if answered.status == 201 => written.push(name),
                            Some(answered) => panic!("{}: {}", answered.status, answered.body),
                            None if is_over.load(Ordering::SeqCst) => break,
                            // Refused between the end of the program and the flag.
                            None => std::thread::sleep(Duration::from_millis(1)),
                        }
                    }
                    written
                })
            })
            .collect();
        // Another moment in each round, spread over what one write takes and what many take.
        std::thread::sleep(Duration::from_millis(30 + (round * 7919) % 900));
        served.kill();
        is_over.store(true, Ordering::SeqCst);
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    })
}

#[test]
fn a_full_disk_is_told_and_does_no_damage() {
    let folder = Folder::new("full-disk");
    let Some(disk) = Disk::mounted(folder.path()) else {
        return;
    };
    let data = disk.0.join("data");
    let data = data.to_str().unwrap();
    let served = Served::start(["demo", "--data", data]);
    let token = token(&served);
    let ballast = disk.0.join("ballast");
    let mut filler = File::create(&ballast).unwrap();
    while filler.write_all(&[0; 4096]).is_ok() {}
    drop(filler);

    let mut written = BTreeSet::new();
    let mut refused = None;
    for number in 0..5_000 {
        let name = format!("Tổ công tác thử {number} {}", "dài ".repeat(80));
        let answered = create(&served.address, &token, name.trim()).unwrap();
        if answered.status != 201 {
            refused = Some(answered);
            break;
        }
        written.insert(name.trim().to_owned());
    }
    let refused = refused.expect("the disk is full");
    assert_eq!(refused.status, 507, "{}", refused.body);
    assert!(refused.body.contains("\"disk-full\""), "{}", refused.body);
    assert_eq!(served.ask("GET", "/health", &[], "").status, 200, "reading goes on");

    std::fs::remove_file(&ballast).unwrap();
    let name = "Tổ công tác sau khi có chỗ";
    assert_eq!(
        create(&served.address, &token, name).unwrap().status,
        201,
        "writing goes on"
    );
    written.insert(name.to_owned());
    assert_eq!(written.difference(&names(&served, &token)).count(), 0);
    served.stop();
    let proof = dondoc(["verify", "--data", data]);
    assert!(proof.status.success(), "{}", printed(&proof));
}

/// A small file system of its own.
struct Disk(std::path::PathBuf);

impl Disk {
    /// Mounting needs the rights for it; `DONDOC_WITHOUT_MOUNT=1` leaves the test out, and says so.
    fn mounted(folder: &Path) -> Option<Self> {
        let at = folder.join("disk");
        std::fs::create_dir(&at).unwrap();
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=24m", "tmpfs"])
            .arg(&at)
            .output()
            .unwrap();
        if mount.status.success() {
            return Some(Self(at));
        }
        assert!(
            std::env::var("DONDOC_WITHOUT_MOUNT").is_ok_and(|set| set == "1"),
            "a small file system could not be mounted: run as root, or set DONDOC_WITHOUT_MOUNT=1 to leave this out"
        );
        eprintln!("left out: nothing can be mounted here");
        None
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

fn token(served: &Served) -> String {
    let body = r#"{"login":"vanphong","password":"Mat-khau-thu-2026"}"#;
    let answered = served.ask("POST", "/api/session", &[("content-type", "application/json")], body);
    let session: Value = serde_json::from_str(&answered.body).unwrap();
    session["token"].as_str().unwrap().to_owned()
}

fn create(address: &str, token: &str, name: &str) -> Option<Answered> {
    let bearer = format!("Bearer {token}");
    let headers = [("content-type", "application/json"), ("authorization", bearer.as_str())];
    let body = serde_json::json!({ "name": name, "level": "central", "legal_basis": "Thử" }).to_string();
    Served::try_ask(address, "POST", "/api/agencies", &headers, &body)
}

fn names(served: &Served, token: &str) -> BTreeSet<String> {
    let bearer = format!("Bearer {token}");
    let answered = served.ask("GET", "/api/agencies?level=central", &[("authorization", &bearer)], "");
    let agencies: Vec<Value> = serde_json::from_str(&answered.body).unwrap();
    agencies
        .iter()
        .map(|agency| agency["name"].as_str().unwrap().to_owned())
        .collect()
}
