//! Texts and Markdown of the annotated documents: every task is found in the extracted text, every annex row in a table.

use std::path::PathBuf;

use reading::extract::{Block, Cell, Extract, Limits, extract};

/// The folder of reference material beside the project; its absence is a failure, never a silent pass.
fn shared() -> PathBuf {
    let folder = std::env::var_os("DONDOC_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    assert!(
        folder.is_dir(),
        "reference material not found at {}: set DONDOC_SHARED",
        folder.display()
    );
    folder
}

fn read(path: &std::path::Path) -> Extract {
    let bytes = std::fs::read(path).expect("the file is readable");
    extract(&bytes, &Limits::default()).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// As the scorer compares: marks of Markdown are space, white space is one space.
fn normal(text: &str) -> String {
    let text = text::nfc(text).replace(['*', '_', '#', '|', '`', '>'], " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_annotated_task_is_in_the_text() {
    let gold = shared().join("gold");
    let mut tasks = 0;
    let mut missed = Vec::new();
    for entry in std::fs::read_dir(&gold).unwrap() {
        let path = entry.unwrap().path();
        if !path.to_string_lossy().ends_with(".gold.json") {
            continue;
        }
        let annotation: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let file = gold.join(annotation["file"].as_str().unwrap());
        let (source, text) = (std::fs::read_to_string(&file).unwrap(), normal(&read(&file).text));
        let mut last = 0;
        for task in annotation["tasks"].as_array().unwrap() {
            let quote = |end: &str| normal(task[end].as_str().unwrap());
            let (start, end) = (quote("start"), quote("end"));
            let from = text[last..]
                .find(&start)
                .map(|at| last + at)
                .or_else(|| text.find(&start));
            let ends = [&end, &without_page_numbers(&end, &source)]
                .map(|end| from.is_some_and(|from| text[from..].contains(end)));
            let found = from.filter(|_| ends.contains(&true));
            tasks += 1;
            match found {
                Some(from) => last = from + start.chars().next().map_or(0, char::len_utf8),
                None => missed.push(format!("{}: {start} … {end}", annotation["file"])),
            }
        }
    }
    assert!(tasks >= 100, "only {tasks} annotated tasks found");
    assert!(
        missed.is_empty(),
        "{} of {tasks} tasks missed:\n{}",
        missed.len(),
        missed.join("\n")
    );
}

/// A quote without the page number that stood between its lines; the reader leaves it out.
fn without_page_numbers(quote: &str, source: &str) -> String {
    let is_page =
        |word: &&str| word.bytes().all(|b| b.is_ascii_digit()) && source.lines().any(|line| line.trim() == *word);
    quote
        .split(' ')
        .filter(|word| !is_page(word))
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn every_annex_row_is_a_table_row() {
    let folder = shared();
    let labels = std::fs::read_to_string(folder.join("gold/nq03_2025_PL2_tasks.csv")).unwrap();
    let annex = read(&folder.join("directives/original/2025_03-NQ-CP_PL2_danh-muc-nhiem-vu.md"));
    let rows: Vec<Vec<String>> = tables(&annex)
        .map(|cells| cells.iter().map(|cell| written(&annex, cell)).collect())
        .collect();
    let mut labelled = 0;
    for record in records(&labels).iter().skip(1) {
        let [number, _, task, lead, with, product, deadline] = &record[..] else {
            panic!("odd record {record:?}")
        };
        labelled += 1;
        let expected = [task, lead, with, product, deadline].map(|field| normal(field));
        let found = rows
            .iter()
            .any(|row| row.len() == 6 && row[0].trim_end_matches('.') == number && row[1..] == expected);
        assert!(found, "row {number} is not in the tables: {expected:?}");
    }
    assert_eq!(labelled, 140);
}

fn tables(extract: &Extract) -> impl Iterator<Item = &Vec<Cell>> {
    let rows = extract.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(&table.rows),
        Block::Paragraph(_) => None,
    });
    rows.flatten().map(|row| &row.cells)
}

fn written(extract: &Extract, cell: &Cell) -> String {
    let words: Vec<&str> = cell
        .paragraphs
        .iter()
        .map(|paragraph| &extract.text[paragraph.range.clone()])
        .collect();
    normal(&words.join(" "))
}

/// Records of a CSV text with quoted fields.
fn records(csv: &str) -> Vec<Vec<String>> {
    let mut records = vec![vec![String::new()]];
    let mut quoted = false;
    let mut chars = csv.chars().peekable();
    while let Some(c) = chars.next() {
        let record = records.last_mut().expect("one record is always begun");
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => record
                .last_mut()
                .expect("one field is always begun")
                .extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => record.push(String::new()),
            '\n' if !quoted => records.push(vec![String::new()]),
            '\r' => {}
            _ => record.last_mut().expect("one field is always begun").push(c),
        }
    }
    records.retain(|record| record.len() > 1);
    records
}
