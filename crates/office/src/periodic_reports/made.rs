//! What a report is made of: every record that it counts, lists or names, as of one line of the journal.

use std::collections::{BTreeMap, HashMap};

use domain::agency::Level;
use domain::figures::{Breakdown, By, Counts, Figure, Key};
use domain::filter::TaskFilter;
use domain::id::{AgencyId, DirectiveId, TaskId};
use domain::periodic_report::{AgencyRow, FaultRow, NamedRow, OverdueRow, ReportFigures};
use domain::report_faults::Faults;
use domain::rights::Scope;
use domain::urging::{self, Sending};
use domain::{Agency, Directive, Kind, PeriodicReport, Province, Report, Task, Urging};
use jiff::civil::Date;
use store::figures::refused;
use store::moments::{Moment, each_at};

use crate::error::{Error, Result};
use crate::figures::order;
use crate::office::{Office, end_of, start_of};

/// The filter of a report's population.
pub(crate) fn filter_of(report: &PeriodicReport) -> TaskFilter {
    report.population.of(TaskFilter {
        unit: Some(report.unit),
        ..TaskFilter::default()
    })
}

/// The province as of a line.
pub(super) async fn province(office: &Office, line: i64) -> Result<Province> {
    let mut found = None;
    each_at(&office.db, Moment::Line(line), |province: Province| {
        found = Some(province);
        Ok(())
    })
    .await?;
    found.ok_or(Error::NotFound(Kind::Province))
}

/// See the module.
pub(super) struct Sources {
    pub(super) province: Province,
    breakdown: Breakdown,
    overdue: Vec<Task>,
    faults: Faults,
    named: Vec<Urging>,
    agencies: HashMap<AgencyId, Agency>,
    directives: BTreeMap<DirectiveId, String>,
}

impl Sources {
    /// Reads them.
    pub(super) async fn read(office: &Office, report: &PeriodicReport, line: i64) -> Result<Self> {
        let moment = Moment::Line(line);
        let (filter, on) = (filter_of(report), report.data_on);
        let reported = reported(office, moment).await?;
        let mut sources = Self {
            province: province(office, line).await?,
            breakdown: Breakdown::default(),
            overdue: Vec::new(),
            faults: Faults::default(),
            named: Vec::new(),
            agencies: HashMap::new(),
            directives: BTreeMap::new(),
        };
        let (from, to) = (report.population.from, report.population.to);
        each_at(&office.db, moment, |task: Task| {
            sources.faults.add_task(&task, from, to, on, |agency| {
                reported.get(&(task.id, agency)).cloned().unwrap_or_default()
            });
            if filter.matches(&task, Scope::All) {
                sources.breakdown.count(&task, By::Agency, on);
                if Figure::OpenLate.counts(&task, on) {
                    sources.overdue.push(task);
                }
            }
            Ok(())
        })
        .await?;
        if let Some((first, last)) = start_of(from).zip(end_of(to.min(on))) {
            for task in refused(&office.db, first, last, line).await? {
                sources.faults.add_refusal(&task);
            }
        }
        each_at(&office.db, moment, |urging: Urging| {
            let is_of_period = |sent: &Sending| (from..=to.min(on)).contains(&sent.on);
            let is_named = matches!(urging.level, urging::Level::Report | urging::Level::Inspection);
            if is_named && urging.withdrawn.is_none() && urging.sent.as_ref().is_some_and(is_of_period) {
                sources.named.push(urging);
            }
            Ok(())
        })
        .await?;
        each_at(&office.db, moment, |agency: Agency| {
            sources.agencies.insert(agency.id, agency);
            Ok(())
        })
        .await?;
        each_at(&office.db, moment, |directive: Directive| {
            sources.directives.insert(directive.id, directive.name());
            Ok(())
        })
        .await?;
        Ok(sources)
    }

    fn name(&self, agency: AgencyId) -> String {
        self.agencies
            .get(&agency)
            .map(|agency| agency.name.clone())
            .unwrap_or_default()
    }

    /// The figures of a report.
    pub(super) fn figures(&self, _: &PeriodicReport) -> ReportFigures {
        ReportFigures {
            total: self.breakdown.total,
            agencies: self.agency_rows(),
            overdue: self.overdue_rows(),
            faults: self.fault_rows(),
            named: self.named_rows(),
        }
    }

    fn agency_rows(&self) -> Vec<AgencyRow> {
        let mut rows: Vec<AgencyRow> = (self.breakdown.rows.iter())
            .filter(|(_, counts)| counts.total() > 0)
            .map(|(key, counts)| self.agency_row(key, *counts))
            .collect();
        rows.sort_by_cached_key(|row| (row.level.map_or(u8::MAX, order), text::collation_key(&row.name)));
        rows
    }

    fn agency_row(&self, key: &Key, counts: Counts) -> AgencyRow {
        let agency = match key {
            Key::Agency(agency) => Some(*agency),
            _ => None,
        };
        AgencyRow {
            agency,
            name: agency.map_or_else(|| "Giao chung cho nhóm cơ quan".to_owned(), |agency| self.name(agency)),
            level: agency.map(|agency| self.agencies.get(&agency).map_or(Level::Central, |agency| agency.level)),
            counts,
        }
    }

    fn overdue_rows(&self) -> Vec<OverdueRow> {
        let mut tasks: Vec<&Task> = self.overdue.iter().collect();
        tasks.sort_by_key(|task| (task.deadline.due(), task.number));
        tasks.into_iter().map(|task| self.overdue_row(task)).collect()
    }

    fn overdue_row(&self, task: &Task) -> OverdueRow {
        let leads: Vec<String> = task.leads.iter().map(|lead| self.name(*lead)).collect();
        OverdueRow {
            task: task.id,
            number: task.number,
            text: task.text.clone(),
            directive: (task.directive)
                .and_then(|directive| self.directives.get(&directive).cloned())
                .unwrap_or_default(),
            leads: task.group.clone().unwrap_or_else(|| leads.join("; ")),
            due: task.deadline.due(),
        }
    }

    fn named_rows(&self) -> Vec<NamedRow> {
        let row = |urging: &Urging| {
            let sent = urging.sent.as_ref()?;
            Some(NamedRow {
                agency: urging.agency,
                name: self.name(urging.agency),
                level: urging.level,
                tasks: i64::try_from(urging.items.len()).unwrap_or(i64::MAX),
                document: sent.document.number.clone(),
                on: sent.on,
            })
        };
        let mut rows: Vec<NamedRow> = self.named.iter().filter_map(row).collect();
        rows.sort_by_cached_key(|row| (row.on, text::collation_key(&row.name), row.document.clone()));
        rows
    }

    fn fault_rows(&self) -> Vec<FaultRow> {
        let mut rows: Vec<FaultRow> = (self.faults.by_agency.iter())
            .map(|(agency, faults)| FaultRow {
                agency: *agency,
                name: self.name(*agency),
                faults: *faults,
            })
            .collect();
        rows.sort_by_cached_key(|row| {
            let level = self
                .agencies
                .get(&row.agency)
                .map_or(u8::MAX, |agency| order(agency.level));
            (level, text::collation_key(&row.name))
        });
        rows
    }
}

/// The days on which each agency reported on each task, the earliest first.
async fn reported(office: &Office, moment: Moment) -> Result<HashMap<(TaskId, AgencyId), Vec<Date>>> {
    let mut days: HashMap<(TaskId, AgencyId), Vec<Date>> = HashMap::new();
    each_at(&office.db, moment, |report: Report| {
        days.entry((report.task, report.agency)).or_default().push(report.on);
        Ok(())
    })
    .await?;
    for days in days.values_mut() {
        days.sort_unstable();
    }
    Ok(days)
}
