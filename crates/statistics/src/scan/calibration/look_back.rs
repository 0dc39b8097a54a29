//! Clusters at any time, against replicas in which each place keeps its cases.
//!
//! The model gives each place as many cases as it has. A replica that did not would be held against levels that are not
//! its own, and would show clusters that no data can show.

use super::super::analysis::{Outcome, Study, largest_ratios, scan};
use super::super::draw::{Cell, Null};
use super::super::grid::Grid;
use super::super::number::{real, whole};
use super::super::score::Score;
use super::{Baseline, Model, Plan, Progress, Region, cells, design};

pub(super) fn told(
    region: &Region,
    cases: &Grid<u32>,
    plan: &Plan,
    baseline: &Baseline,
    progress: Progress,
) -> Outcome {
    let study = study(region, cases, plan, baseline);
    scan(&study, &design(plan, 0, plan.replicas), &|done| {
        progress(done, plan.replicas);
    })
}

/// The highest ratio of the data, then those of the replicas.
pub(super) fn ratios(region: &Region, cases: &Grid<u32>, plan: &Plan, baseline: &Baseline) -> Vec<f64> {
    let study = study(region, cases, plan, baseline);
    let design = design(plan, 0, plan.replicas);
    let data = cells(cases);
    let replicas = (0..plan.replicas).map(|index| {
        let mut drawn: Vec<Cell> = Vec::with_capacity(data.len());
        study.null.draw(design.seed, index, data.len(), &mut drawn);
        drawn
    });
    let all: Vec<Vec<Cell>> = std::iter::once(data.clone()).chain(replicas).collect();
    largest_ratios(&study, &design, &all)
}

fn study(region: &Region, cases: &Grid<u32>, plan: &Plan, baseline: &Baseline) -> Study {
    let measure = baseline.expected();
    let null = match plan.model {
        Model::PlainPoisson => Null::poisson(&measure),
        Model::Fitted => {
            let size = (baseline.dispersion > 0.0).then(|| 1.0 / baseline.dispersion);
            let within = Null::within_place(&measure, cases, size);
            Null::Refitted(Box::new(within), baseline.refit.clone())
        }
    };
    Study {
        surface: region.surface,
        places: region.places.to_vec(),
        centres: region.places.to_vec(),
        weights: measure.by_place(),
        cases: cases.clone(),
        score: Score::Poisson {
            cases: real(whole(baseline.total())),
        },
        by_period: false,
        measure,
        null,
    }
}
