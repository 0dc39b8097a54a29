//! Proving, backing up and restoring, while the program serves and after it has stopped.

use crate::served::Served;
use crate::started::{Folder, complained, dondoc, printed};

#[test]
fn a_demonstration_can_be_proved_backed_up_and_restored() {
    let folder = Folder::new("upkeep");
    let (data, other) = (folder.path().join("data"), folder.path().join("other"));
    let (data, other) = (data.to_str().unwrap(), other.to_str().unwrap());
    let backup = folder.path().join("sao-luu.dondoc");
    let backup = backup.to_str().unwrap();

    let served = Served::start(["demo", "--data", data]);
    assert_eq!(served.ask("GET", "/health", &[], "").body, "ok\n");
    served.signed_in("vanphong");
    let saved = dondoc(["backup", backup, "--data", data]);
    assert!(saved.status.success(), "while it serves: {}", complained(&saved));
    served.stop();

    let proved = dondoc(["verify", "--data", data]);
    assert!(proved.status.success(), "{}", printed(&proved));
    let restored = dondoc(["restore", backup, "--data", other]);
    assert!(restored.status.success(), "{}", complained(&restored));
    assert_eq!(
        head(&printed(&restored)),
        head(&printed(&proved)),
        "the same last line of the journal"
    );

    let again = dondoc(["restore", backup, "--data", other]);
    assert!(!again.status.success(), "never over data that is there");
    let over = dondoc(["backup", backup, "--data", data]);
    assert!(!over.status.success(), "never over a backup that is there");
}

#[test]
fn a_mistyped_directory_is_told_and_not_made() {
    let folder = Folder::new("mistyped");
    let missing = folder.path().join("khong-co");
    let proved = dondoc(["verify", "--data", missing.to_str().unwrap()]);
    assert!(!proved.status.success());
    assert!(
        complained(&proved).contains("không có dữ liệu"),
        "{}",
        complained(&proved)
    );
    assert!(!missing.exists());
}

#[test]
fn the_demonstration_never_touches_data_of_an_office() {
    let folder = Folder::new("real-data");
    let data = folder.path().to_str().unwrap();
    let served = Served::start(["serve", "--data", data]);
    let form = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("sec-fetch-site", "same-origin"),
    ];
    let body = "province=51&office=Van+phong&name=Quan+tri&login=quantri&password=mat-khau-du-dai-2026&\
                again=mat-khau-du-dai-2026";
    let answered = served.ask("POST", "/first-run", &form, body);
    assert_eq!(answered.status, 303, "{}", answered.body);
    served.stop();
    let demo = dondoc(["demo", "--data", data, "--listen", "127.0.0.1:0"]);
    assert!(!demo.status.success());
    assert!(
        complained(&demo).contains("đã có dữ liệu thật"),
        "{}",
        complained(&demo)
    );
}

fn head(printed: &str) -> &str {
    printed.split("mã băm dòng cuối ").nth(1).unwrap().trim()
}
