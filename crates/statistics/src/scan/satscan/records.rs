//! Lines of a data file and their columns.

use super::parameters::Parameters;
use super::{Fault, FaultKind};

/// A line with its columns in the order that the file's kind has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) line: usize,
    pub(super) fields: Vec<String>,
}

/// How a file is laid out: columns between blanks, or as its import settings say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    delimiter: Option<char>,
    grouper: char,
    skip: usize,
    columns: Option<Vec<Column>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Number(usize),
    One,
}

impl Source {
    pub(super) fn new(parameters: &Parameters, key: &str) -> Result<Self, Fault> {
        let setting = |name: &str| format!("{key}-Source{name}");
        let map = setting("FieldMap");
        if !parameters.has(&setting("Type")) || !parameters.has(&map) {
            return Ok(Self {
                delimiter: None,
                grouper: '"',
                skip: 0,
                columns: None,
            });
        }
        if parameters.number(&setting("Type"), 0)? != 0 {
            return Err(parameters.unsupported(&setting("Type")));
        }
        let columns = parameters
            .text(&map)
            .split(',')
            .map(|part| match part.trim() {
                "oneCount" | "onecount" => Ok(Column::One),
                part => match part.parse() {
                    Ok(number) if number > 0 => Ok(Column::Number(number)),
                    _ => Err(parameters.unsupported(&map)),
                },
            })
            .collect::<Result<_, _>>()?;
        let delimiter = parameters.text(&setting("Delimiter"));
        let delimiter = match delimiter.trim_matches('"') {
            "tab" | "\\t" => Some('\t'),
            "semicolon" => Some(';'),
            "" if delimiter.is_empty() => Some(','),
            "comma" => Some(','),
            text => text.chars().next().filter(|c| !c.is_whitespace()),
        };
        let header = usize::from(parameters.yes(&setting("FirstRowHeader")));
        let skip = parameters.number(&setting("Skip"), 0)?;
        Ok(Self {
            delimiter,
            grouper: parameters.text(&setting("Grouper")).chars().next().unwrap_or('"'),
            skip: usize::try_from(skip).unwrap_or(usize::MAX) + header,
            columns: Some(columns),
        })
    }

    /// All lines that hold something.
    pub(super) fn records(&self, text: &str) -> Vec<Record> {
        text.trim_start_matches('\u{feff}')
            .lines()
            .zip(1..)
            .skip(self.skip)
            .filter_map(|(line, number)| {
                let fields = self.fields(line);
                if fields.iter().all(String::is_empty) {
                    return None;
                }
                let fields = match &self.columns {
                    None => fields,
                    Some(columns) => columns
                        .iter()
                        .map_while(|column| match column {
                            Column::One => Some("1".to_owned()),
                            Column::Number(number) => fields.get(number - 1).cloned(),
                        })
                        .collect(),
                };
                Some(Record { line: number, fields })
            })
            .collect()
    }

    fn fields(&self, line: &str) -> Vec<String> {
        let mut fields = Vec::new();
        let mut field = String::new();
        let (mut inside, mut started) = (false, false);
        for c in line.chars() {
            if c == self.grouper {
                inside = !inside;
                started = true;
            } else if !inside && self.delimiter.map_or(c.is_whitespace(), |delimiter| c == delimiter) {
                if started || self.delimiter.is_some() {
                    fields.push(std::mem::take(&mut field).trim().to_owned());
                }
                started = false;
            } else {
                field.push(c);
                started = true;
            }
        }
        if started {
            fields.push(field.trim().to_owned());
        }
        fields
    }
}

impl Record {
    /// A fault at this line.
    pub(super) fn fault(&self, file: &str, kind: FaultKind) -> Fault {
        Fault {
            file: file.to_owned(),
            line: Some(self.line),
            kind,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_between_blanks_or_as_the_settings_say() {
        let plain = Parameters::parse("x.prm", "CaseFile=a.cas");
        let source = Source::new(&plain, "CaseFile").unwrap();
        let records = source.records("\n Grant \t 1  1977\n\"Rio Arriba\" 2 1978\n");
        assert_eq!(
            records[0],
            Record {
                line: 2,
                fields: ["Grant", "1", "1977"].map(str::to_owned).to_vec()
            }
        );
        assert_eq!(records[1].fields[0], "Rio Arriba");
        let settings = "CaseFile-SourceType=0\nCaseFile-SourceFieldMap=2,oneCount,1\n\
                        CaseFile-SourceDelimiter=,\nCaseFile-SourceGrouper=\"\nCaseFile-SourceFirstRowHeader=y\n";
        let mapped = Parameters::parse("x.prm", settings);
        let source = Source::new(&mapped, "CaseFile").unwrap();
        let records = source.records("day,place\n2024/1/2,\"A, B\"\n");
        assert_eq!(
            records,
            [Record {
                line: 2,
                fields: ["A, B", "1", "2024/1/2"].map(str::to_owned).to_vec()
            }]
        );
    }
}
