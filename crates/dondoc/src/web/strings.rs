//! Tests of the strings: both languages have the same ones, every one is used, and nothing is used that is not there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Acts that have a form.
const ACTS: &[&str] = &[
    "receive",
    "return",
    "assign",
    "sub-assign",
    "progress",
    "result",
    "answer-duty",
    "confirm",
    "refuse",
    "name-obstacle",
    "remove-obstacle",
    "ask-extension",
    "grant-extension",
    "deny-extension",
    "set-deadline",
    "start-clock",
    "set-duty",
    "set-measure",
    "close-cycle",
    "suspend",
    "resume",
    "cancel",
    "carry-over",
    "plan-follow-up",
    "follow-up",
];

/// By what figures are broken down.
const BREAKDOWNS: &[&str] = &["agency", "field", "heading", "directive", "place"];

/// Sections of the first pages.
const SECTIONS: &[&str] = &[
    "awaiting-confirmation",
    "asks-extension",
    "has-obstacle",
    "returned",
    "overdue",
    "due-soon",
    "awaits-carry-over",
    "without-deadline",
    "to-receive",
    "own-duties",
    "in-progress",
    "waiting",
];

/// Keys made of a family and a word. The words of a family are checked against the strings where they are listed; a
/// family that is not listed here may not be asked for.
const FAMILIES: &[(&str, &[&str])] = &[
    ("search-in", &["directives", "tasks", "reports"]),
    (
        "search-field",
        &[
            "number",
            "title",
            "issuer",
            "text",
            "measure",
            "place",
            "group",
            "agency",
            "directive",
            "document",
        ],
    ),
    ("directive-force", &["in_force", "replaced", "revoked"]),
    (
        "relation-below",
        &["implements", "cites", "amends", "replaces", "revokes"],
    ),
    ("import-stage", &["open", "issued", "abandoned"]),
    ("import-verdict", &["pending", "accepted", "dropped"]),
    (
        "import-field",
        &["lead", "coordinating", "deadline", "product", "report_to", "places"],
    ),
    ("import-mark", &["stated", "inferred", "missing", "decided"]),
    ("import-cycle", &["month", "quarter", "half_year", "year"]),
    (
        "import-open",
        &[
            "text",
            "lead",
            "unknown_lead",
            "joint_lead",
            "group_members",
            "deadline",
            "review_cycle",
            "measure",
        ],
    ),
    ("import-choice", &["as_read", "day", "words", "standing", "without"]),
    ("import-measure", &["product", "target", "reviews", "nothing"]),
    (
        "import-column",
        &[
            "text",
            "directive",
            "lead",
            "coordinating",
            "deadline",
            "product",
            "field",
            "progress",
            "completed_on",
        ],
    ),
    ("import-refused", &["no-text", "column-numbers", "heading", "twice"]),
    ("relation", &["implements", "cites", "amends", "replaces", "revokes"]),
    (
        "role",
        &[
            "clerk",
            "leader",
            "agency_head",
            "agency_officer",
            "commune_officer",
            "auditor",
            "administrator",
        ],
    ),
    ("display-size", &["small", "normal", "large"]),
    ("language", &["vi", "en"]),
    (
        "six",
        &["who", "what", "when", "responsibility", "authority", "product"],
    ),
    (
        "fault",
        &[
            "open-text",
            "open-lead",
            "open-unknown-lead",
            "open-joint-lead",
            "open-group-members",
            "open-deadline",
            "open-review-cycle",
            "open-measure",
            "required",
            "too-long",
            "control-characters",
            "not-a-date",
            "unknown-choice",
            "unknown-agency",
            "agency-ended",
            "unknown-place",
            "place-not-for-level",
            "personal-data-id-number",
            "personal-data-telephone",
            "personal-data-plate",
            "personal-data-account",
            "personal-data-email",
            "personal-data-name",
            "in-the-past",
            "in-the-future",
            "not-later",
            "no-deadline",
            "already-set",
            "no-deadline-in-words",
            "nothing-read",
            "no-count",
            "no-next",
            "not-standing",
            "standing",
            "before-task",
            "after-deadline",
            "own-agency",
            "none-asked",
            "none-planned",
            "leads-already",
            "twice",
            "unknown",
            "too-large",
            "too-many",
            "too-many-rows",
            "no-table",
            "not-in-text",
            "not-once",
            "before-first-day",
            "after-last-day",
            "taken",
            "circle",
            "agency-not-for-role",
            "agency-not-a-commune",
            "login-characters",
            "login-length",
            "password-too-short",
            "password-is-login",
            "password-too-common",
            "same-as-before",
            "wrong-password",
            "wrong-code",
            "not-a-number",
            "number-out-of-range",
            "yes-or-no",
            "one-number",
            "not-falling",
            "not-growing",
            "not-an-email",
            "not-optional",
            "off-and-worked",
            "worked-already",
            "not-a-document-number",
            "before-data",
            "before-register",
            "none-chosen",
            "no-number",
            "before-letter",
            "before-document",
        ],
    ),
    (
        "reminder-sort",
        &["due_soon", "late", "to_receive", "to_decide", "superior"],
    ),
    ("letter-standing", &["waiting", "failing", "given_up", "sent"]),
    (
        "matter",
        &[
            "superior",
            "late",
            "duty_late",
            "confirm_late",
            "receive_late",
            "extension",
            "confirm",
            "returned",
            "obstacle",
            "receive",
            "due_soon",
            "duty_due_soon",
        ],
    ),
    // tasks
    (
        "state",
        &[
            "assigned",
            "returned",
            "in-progress",
            "awaiting-confirmation",
            "completed",
            "suspended",
            "cancelled",
        ],
    ),
    ("nearness", &["overdue", "near", "in-time", "no-deadline"]),
    (
        "only",
        &[
            "without-deadline",
            "asks-extension",
            "has-obstacle",
            "awaits-carry-over",
            "joint-lead",
            "for-leader",
            "without-lead",
            "without-field",
            "without-directive",
            "without-heading",
            "without-place",
        ],
    ),
    // figures, the leader's page
    (
        "figure",
        &[
            "total",
            "done",
            "done-in-time",
            "done-late",
            "open",
            "open-in-time",
            "open-late",
            "due",
            "open-without-deadline",
            "withdrawn",
        ],
    ),
    ("figures-by", BREAKDOWNS),
    ("figures-caption", BREAKDOWNS),
    ("figures-without", BREAKDOWNS),
    (
        "figures-period",
        &["month", "quarter", "half", "nine-months", "year", "free"],
    ),
    ("figures-counted-by", &["due", "given"]),
    ("figures-unit", &["groups", "members"]),
    ("figures-unit-note", &["groups", "members"]),
    ("figures-denominator", &["given", "due"]),
    ("figures-rates-of", &["given", "due"]),
    ("figures-level", &["central", "province", "district", "commune"]),
    ("leader", &["asks-extension", "for-leader", "joint-lead", "asks-leader"]),
    // end of figures
    (
        "task-waits",
        &[
            "assigned",
            "returned",
            "in-progress",
            "extension",
            "awaiting-confirmation",
            "completed",
            "suspended",
            "cancelled",
        ],
    ),
    (
        "task-next",
        &[
            "receive",
            "confirm",
            "grant-extension",
            "remove-obstacle",
            "assign",
            "close-cycle",
            "result",
            "progress",
            "answer-duty",
            "set-deadline",
            "follow-up",
            "carry-over",
        ],
    ),
    ("urgency", &["urgent", "very-urgent", "express"]),
    ("purpose", &["progress", "result", "duty", "cycle"]),
    ("evidence", &["document", "files", "words"]),
    (
        "cycle",
        &["day", "week", "month", "quarter", "half-year", "year", "season"],
    ),
    ("remover", &["leader", "office", "agency", "above"]),
    (
        "six-why",
        &["who", "what", "when", "responsibility", "authority", "product"],
    ),
    ("act-about", ACTS),
    ("act-text-hint", &["progress", "result", "answer-duty"]),
    ("act-document-hint", &["progress", "result", "answer-duty"]),
    ("act-reason-hint", &["return", "refuse", "deny-extension"]),
    ("deadline-choice", &["day", "words", "standing", "without"]),
    ("measure-choice", &["product", "target", "reviews", "nothing"]),
    ("decision", &["carry-over", "keep", "cancel"]),
    (
        "task-part",
        &[
            "changed",
            "id",
            "number",
            "directive",
            "source",
            "text",
            "given-by",
            "given-on",
            "leads",
            "group",
            "parent",
            "duties",
            "coordinating-groups",
            "places",
            "field",
            "measure",
            "report-to",
            "urgency",
            "deadline",
            "state",
            "redo",
            "reason",
            "watcher",
            "handler",
            "assigned-on",
            "received-on",
            "last-report",
            "obstacles",
            "extension",
            "outcome",
            "suspension",
            "ending",
            "follow-up",
            "awaits-carry-over",
        ],
    ),
    ("done-task", ACTS),
    (
        "urging-level",
        &["reminder", "first-letter", "second-letter", "report", "inspection"],
    ),
    ("urging-stage", &["draft", "sent", "received", "withdrawn"]),
    ("urging-owed", &["result", "answer", "receipt"]),
    (
        "urging-waiting",
        &["confirmation", "extension", "suspended", "returned", "carry-over"],
    ),
    ("urging-told-by", &["agency", "office"]),
    ("urging-act", &["prepare", "send", "withdraw", "receive"]),
    ("desk-short", SECTIONS),
    ("desk-hint", SECTIONS),
    ("desk-none", SECTIONS),
    ("act", ACTS),
    ("act", &["keep"]),
    ("desk", SECTIONS),
    // end of tasks
    ("api-op", &[]),
    ("api-tag", &[]),
    ("problem", &[]),
    (
        "right",
        &[
            "see",
            "take",
            "direct",
            "judge",
            "urge",
            "work",
            "head",
            "read_reports",
            "draw_up_reports",
            "manage_users",
            "manage_agencies",
            "manage_rules",
            "keep_calendar",
            "share_calendar",
            "audit",
        ],
    ),
    ("level", &["central", "province", "district", "commune"]),
    (
        "basis",
        &[
            "mapping",
            "same_code",
            "same_name",
            "weighted",
            "overlap",
            "disputed",
            "district",
        ],
    ),
    (
        "how",
        &["exact", "spelling", "alias", "misread", "accents_dropped", "other_kind"],
    ),
    ("doubt", &["begin", "end", "day_from_memory", "seat", "population"]),
    ("known", &["found", "memory", "design", "office"]),
    ("day-off", &["rest", "holiday", "compensation", "exchange"]),
    (
        "weekday",
        &[
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
        ],
    ),
    (
        "kind",
        &[
            "province",
            "agency",
            "user",
            "file",
            "directive",
            "import",
            "task",
            "report",
            "rule",
            "days_off",
            "periodic-report",
            "urging",
        ],
    ),
    ("field", &["name", "role", "agency"]),
    ("action", &["setup", "agency-create", "user-create", "rule-set"]),
];

/// How code and templates ask for a string: what stands before the key, and whether it is the first argument.
const CALLS: [(&str, usize); 9] = [
    (".t(", 0),
    (".t1(", 0),
    (".t2(", 0),
    ("Message::new(", 0),
    ("FieldError::new(", 1),
    (".string(", 0),
    (".back_to(", 1),
    ("key: ", 0),
    ("nav(", 0),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, extension, found);
        } else if path.extension().is_some_and(|own| own == extension) {
            found.push(path);
        }
    }
}

/// The strings of a language with the names of their arguments.
fn strings(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut paths = Vec::new();
    files(&root().join("locales").join(language), "ftl", &mut paths);
    let mut strings: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in paths {
        let mut key = String::new();
        for line in fs::read_to_string(&path).unwrap().lines() {
            if let Some((name, _)) = line
                .split_once(" =")
                .filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase()))
            {
                name.clone_into(&mut key);
                let double = strings.insert(key.clone(), BTreeSet::new());
                assert!(double.is_none(), "{key} stands twice in {language}");
            }
            let arguments = line.split('$').skip(1).map(|rest| {
                rest.chars()
                    .take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_')
                    .collect::<String>()
            });
            // What a reader process says comes in both languages.
            let arguments = arguments.map(|name| if name == "english" { "reason".to_owned() } else { name });
            let arguments: Vec<String> = arguments.collect();
            if let Some(known) = strings.get_mut(&key) {
                known.extend(arguments);
            }
        }
    }
    strings
}

/// The source without its tests, and the templates.
fn sources() -> Vec<(String, String)> {
    let mut paths = Vec::new();
    files(&root().join("src"), "rs", &mut paths);
    files(&root().join("templates"), "html", &mut paths);
    let kept = paths.into_iter().filter(|path| !path.ends_with("web/strings.rs"));
    kept.map(|path| {
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        let code = if path.extension().is_some_and(|own| own == "html") {
            uncommented(code)
        } else {
            spoken(code)
        };
        (path.strip_prefix(root()).unwrap().display().to_string(), code)
    })
    .collect()
}

/// A template without its comments.
fn uncommented(template: &str) -> String {
    let pieces = template.split("{#").enumerate();
    pieces
        .map(|(n, piece)| {
            if n == 0 {
                piece
            } else {
                piece.split_once("#}").map_or("", |(_, rest)| rest)
            }
        })
        .collect()
}

/// Code without its comments.
fn spoken(code: &str) -> String {
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// The string literals of a text.
fn literals(code: &str) -> impl Iterator<Item = &str> {
    code.split('"').skip(1).filter(|piece| {
        !piece.is_empty()
            && piece
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    })
}

/// The keys that a text asks for by a literal.
fn asked(code: &str) -> Vec<&str> {
    let mut keys = Vec::new();
    for (call, before) in CALLS {
        for (at, _) in code.match_indices(call) {
            let mut rest = code[at + call.len()..].trim_start();
            for _ in 0..before {
                // Past the first argument, a literal or a simple name.
                let Some((first, after)) = rest.split_once(',') else {
                    continue;
                };
                if first.contains(['(', ';', '{']) && !first.starts_with('"') {
                    continue;
                }
                rest = after.trim_start();
            }
            if let Some(key) = rest
                .strip_prefix('"')
                .and_then(|rest| rest.split_once('"'))
                .map(|(key, _)| key)
                && !key.is_empty()
                && !key.contains(['{', ' ', '/', '<', '$'])
            {
                keys.push(key);
            }
        }
    }
    keys
}

fn in_family(key: &str) -> bool {
    FAMILIES
        .iter()
        .any(|(family, _)| key.strip_prefix(family).is_some_and(|rest| rest.starts_with('-')))
}

#[test]
fn both_languages_have_the_same_strings() {
    let (vietnamese, english) = (strings("vi"), strings("en"));
    let missing = |here: &BTreeMap<String, _>, there: &BTreeMap<String, _>| -> Vec<String> {
        here.keys().filter(|key| !there.contains_key(*key)).cloned().collect()
    };
    assert_eq!(missing(&vietnamese, &english), Vec::<String>::new(), "without English");
    assert_eq!(
        missing(&english, &vietnamese),
        Vec::<String>::new(),
        "without Vietnamese"
    );
    for (key, arguments) in &vietnamese {
        assert_eq!(arguments, &english[key], "arguments of {key}");
    }
}

#[test]
fn every_string_asked_for_is_there() {
    let strings = strings("vi");
    let mut missing = Vec::new();
    for (path, code) in sources() {
        for key in asked(&code).into_iter().filter(|key| !strings.contains_key(*key)) {
            missing.push(format!("{key} ({path})"));
        }
        let rules = code
            .split("Problem::rule(\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next());
        for part in rules.flat_map(|code| [format!("problem-{code}-title"), format!("problem-{code}-text")]) {
            if !strings.contains_key(&part) {
                missing.push(format!("{part} ({path})"));
            }
        }
        for key in code.split("LABELS: Labels = &[").skip(1).flat_map(|rest| {
            let pairs = rest.split("];").next().unwrap_or_default();
            pairs.split('"').skip(3).step_by(4).collect::<Vec<_>>()
        }) {
            if !strings.contains_key(key) {
                missing.push(format!("{key} ({path})"));
            }
        }
        for family in code.split(".word(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(
                FAMILIES.iter().any(|(known, _)| *known == family),
                "{path}: the family {family} is not listed here"
            );
        }
    }
    for &(family, words) in FAMILIES {
        for key in words.iter().map(|word| format!("{family}-{}", word.replace('_', "-"))) {
            if !strings.contains_key(&key) {
                missing.push(format!("{key} (family)"));
            }
        }
    }
    for (code, _) in super::problem::KNOWN {
        for key in [format!("problem-{code}-title"), format!("problem-{code}-text")] {
            if !strings.contains_key(&key) {
                missing.push(format!("{key} (known problem)"));
            }
        }
    }
    missing.sort();
    missing.dedup();
    assert!(missing.is_empty(), "not in locales/: {missing:#?}");
}

/// What the office finds wrong with a field, by code.
fn faults_of_the_office() -> BTreeSet<String> {
    let mut paths = Vec::new();
    files(&root().join("../office/src"), "rs", &mut paths);
    let mut codes = BTreeSet::new();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let code = spoken(text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default());
        for call in ["FieldError::new(", "Error::field("] {
            for rest in code.split(call).skip(1) {
                // The code is the last literal of the call.
                let arguments = rest.split(')').next().unwrap_or_default().trim_end();
                let ends_in_one = arguments.contains(',') && arguments.ends_with(['"', ',']);
                codes.extend(literals(arguments).filter(|_| ends_in_one).last().map(str::to_owned));
            }
        }
    }
    codes
}

#[test]
fn every_fault_of_the_office_has_its_words() {
    let (strings, codes) = (strings("vi"), faults_of_the_office());
    assert!(codes.contains("required") && codes.len() > 20, "{codes:?}");
    let missing: Vec<&String> = codes
        .iter()
        .filter(|code| !strings.contains_key(&format!("fault-{code}")))
        .collect();
    assert!(missing.is_empty(), "no words for {missing:?}");
}

#[test]
fn every_string_is_used() {
    let sources = sources();
    let used: BTreeSet<&str> = sources.iter().flat_map(|(_, code)| literals(code)).collect();
    let unused: Vec<String> = strings("vi")
        .into_keys()
        .filter(|key| !used.contains(key.as_str()) && !in_family(key))
        .collect();
    assert!(unused.is_empty(), "nowhere used: {unused:#?}");
}
