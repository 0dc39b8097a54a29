//! What `dondoc scan` found in a table, as its JSON has it.

use jiff::civil::Date;
use serde::Serialize;
use statistics::enough;
use statistics::scan::calibration::{Finding, Look, Model, Plan, Term, TooFew, adjusted};
use statistics::scan::{Cluster, Extent, Position};

use super::scan_input::{Category, ScanInput};

/// A cluster is told as one where its adjusted p-value is at most this.
const LEVEL: f64 = 0.05;
/// Clusters beside the first that chance explains more easily than this are not worth a line.
const WORTH: f64 = 0.2;
/// The verdict of a cluster that is told as one.
pub(super) const MORE: &str = "more-than-expected";
/// Clusters told of a category.
const MOST: usize = 10;

/// Everything.
#[derive(Debug, Serialize)]
pub(super) struct Found {
    pub(super) look: &'static str,
    pub(super) null: &'static str,
    pub(super) from: Date,
    pub(super) to: Date,
    pub(super) replicas: usize,
    pub(super) seed: u64,
    pub(super) family: usize,
    pub(super) clusters: Vec<FoundCluster>,
    pub(super) categories: Vec<FoundCategory>,
}

/// A cluster.
#[derive(Debug, Serialize)]
pub(super) struct FoundCluster {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) category: Option<String>,
    pub(super) locations: Vec<String>,
    pub(super) center: Option<[f64; 2]>,
    pub(super) radius: Option<f64>,
    pub(super) from: Date,
    pub(super) to: Date,
    pub(super) observed: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) discovered: Option<u32>,
    pub(super) expected: f64,
    pub(super) relative_risk: Option<f64>,
    pub(super) llr: f64,
    pub(super) p: Option<f64>,
    pub(super) gumbel_p: Option<f64>,
    pub(super) q: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) p_withheld: Option<&'static str>,
    pub(super) verdict: &'static str,
}

/// A category.
#[derive(Debug, Serialize)]
pub(super) struct FoundCategory {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) category: Option<String>,
    pub(super) status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<&'static str>,
    pub(super) reported: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) discovered: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) model: Option<FoundModel>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) self_test: Option<FoundSelfTest>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) threshold: Option<FoundThreshold>,
}

/// What is expected rests on this.
#[derive(Debug, Serialize)]
pub(super) struct FoundModel {
    pub(super) terms: Vec<&'static str>,
    pub(super) dispersion: f64,
    pub(super) variance_to_mean: f64,
    pub(super) fitted_until: Date,
}

/// Whether p-values hold.
#[derive(Debug, Serialize)]
pub(super) struct FoundSelfTest {
    pub(super) simulated: usize,
    pub(super) rejected: usize,
    pub(super) share: f64,
    pub(super) least: usize,
    pub(super) most: usize,
    pub(super) result: &'static str,
}

/// When a cluster is an alarm.
#[derive(Debug, Serialize)]
pub(super) struct FoundThreshold {
    pub(super) llr: f64,
    pub(super) false_alarms_a_year: f64,
    pub(super) scans_a_year: f64,
    pub(super) simulated_scans: usize,
}

/// A category and what is said of it.
pub(super) struct Judged<'a> {
    pub(super) category: &'a Category,
    pub(super) finding: Result<Finding, TooFew>,
}

/// Puts together what is told of all categories.
pub(super) fn found(input: &ScanInput, plan: &Plan, judged: &[Judged]) -> Found {
    let findings: Vec<&Finding> = judged
        .iter()
        .filter_map(|judged| judged.finding.as_ref().ok())
        .collect();
    let p: Vec<Vec<Option<f64>>> = findings
        .iter()
        .map(|finding| finding.outcome.clusters.iter().map(|cluster| cluster.p).collect())
        .collect();
    let family = adjusted(&p);
    let mut clusters = Vec::new();
    let mut of_family = family.adjusted.iter();
    for judged in judged {
        let Ok(finding) = &judged.finding else { continue };
        let adjusted = of_family.next().map(Vec::as_slice).unwrap_or_default();
        let told = finding.outcome.clusters.iter().zip(adjusted).enumerate();
        clusters.extend(
            told.filter(|(at, (cluster, _))| *at == 0 || cluster.p.is_some_and(|p| p <= WORTH))
                .take(MOST)
                .map(|(_, (cluster, &q))| found_cluster(input, judged.category, finding, cluster, q)),
        );
    }
    clusters.sort_by(|one, other| {
        let key = |cluster: &FoundCluster| (cluster.q.unwrap_or(2.0), -cluster.llr);
        key(one).partial_cmp(&key(other)).unwrap_or(std::cmp::Ordering::Equal)
    });
    Found {
        look: match plan.look {
            Look::Back => "retrospective",
            Look::Alive { .. } => "prospective",
        },
        null: match plan.model {
            Model::Fitted => "fitted",
            Model::PlainPoisson => "poisson",
        },
        from: input.intervals[0].first,
        to: input.last_day(input.intervals.len() - 1),
        replicas: plan.replicas,
        seed: plan.seed,
        family: family.size,
        clusters,
        categories: judged.iter().map(|judged| found_category(input, judged)).collect(),
    }
}

fn found_cluster(
    input: &ScanInput,
    category: &Category,
    finding: &Finding,
    cluster: &Cluster,
    q: Option<f64>,
) -> FoundCluster {
    let window = cluster.window;
    let (from, to) = (input.intervals[window.start].first, input.last_day(window.end - 1));
    let discovered = cluster
        .places
        .iter()
        .flat_map(|&place| &category.discovered.row(place)[window.start..window.end])
        .sum();
    let is_withheld = finding.self_test.as_ref().is_some_and(|test| !test.is_trusted());
    let is_more = match &finding.threshold {
        Some(threshold) => window.ratio > threshold.ratio,
        None => q.is_some_and(|q| q <= LEVEL),
    };
    let verdict = if is_withheld {
        "withheld"
    } else if !enough::is_enough(category.days_in(&cluster.places, from, to)) {
        "too-few-data"
    } else if is_more {
        MORE
    } else {
        "no-evidence"
    };
    FoundCluster {
        category: category.name.clone(),
        locations: cluster
            .places
            .iter()
            .map(|&place| input.places[place].clone())
            .collect(),
        center: match window.extent {
            Extent::Circle { centre, .. } => {
                let Position { first, second } = input.positions[centre];
                Some([first, second])
            }
            Extent::Everywhere => None,
        },
        radius: cluster.radius,
        from,
        to,
        observed: window.observed,
        discovered: input.has_source.then_some(discovered),
        expected: cluster.expected,
        relative_risk: cluster.relative_risk,
        llr: window.ratio,
        p: cluster.p,
        gumbel_p: cluster.gumbel_p,
        q,
        p_withheld: is_withheld.then_some("self-test"),
        verdict,
    }
}

fn found_category(input: &ScanInput, judged: &Judged) -> FoundCategory {
    let category = judged.category;
    let finding = judged.finding.as_ref().ok();
    FoundCategory {
        category: category.name.clone(),
        status: if finding.is_some() { "judged" } else { "too-few-data" },
        reason: judged.finding.as_ref().err().map(|&why| match why {
            TooFew::History => "history",
            TooFew::Events => "events",
            TooFew::Rare => "rare",
            TooFew::Model => "model",
        }),
        reported: category.reported.total(),
        discovered: input.has_source.then(|| category.discovered.total()),
        model: finding.map(|finding| FoundModel {
            terms: finding.baseline.terms.iter().copied().map(term).collect(),
            dispersion: finding.baseline.dispersion,
            variance_to_mean: finding.baseline.variance_to_mean(),
            fitted_until: input.last_day(finding.baseline.known - 1),
        }),
        self_test: finding.and_then(|finding| finding.self_test).map(|test| FoundSelfTest {
            simulated: test.simulated,
            rejected: test.rejected,
            share: test.share(),
            least: test.least,
            most: test.most,
            result: match (test.is_within(), test.is_trusted()) {
                (true, _) => "passed",
                (false, true) => "cautious",
                (false, false) => "failed",
            },
        }),
        threshold: finding
            .and_then(|finding| finding.threshold)
            .map(|threshold| FoundThreshold {
                llr: threshold.ratio,
                false_alarms_a_year: threshold.false_alarms,
                scans_a_year: threshold.a_year,
                simulated_scans: threshold.scans,
            }),
    }
}

fn term(term: Term) -> &'static str {
    match term {
        Term::Trend => "trend",
        Term::Season => "season",
        Term::Weekday => "weekday",
        Term::Tet => "tet",
        Term::DrySeason => "dry-season",
    }
}
