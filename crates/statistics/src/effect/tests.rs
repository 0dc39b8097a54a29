//! What is said about made-up measures: those that work, those that do not, and those whose places were chosen at a peak.

use proptest::prelude::*;
use rand::RngExt;

use super::*;
use crate::distribution::Counts;
use crate::random;

const PLACES: usize = 40;
const PERIODS: usize = 36;
const START: usize = 24;

/// Places of unlike level in a common season; `factor` is what each place and period is multiplied by.
fn counts(seed: u64, size: f64, mean: f64, factor: impl Fn(usize, usize) -> f64) -> Vec<Vec<u32>> {
    let mut stream = random::stream(seed, 99);
    let levels: Vec<f64> = (0..PLACES)
        .map(|_| mean * f64::from(Counts::new(10.0, 4.0).quantile(stream.random()) + 2) / 12.0)
        .collect();
    let mut row = |place: usize| {
        (0..PERIODS)
            .map(|period| {
                let season =
                    1.0 + 0.3 * (f64::from(u32::try_from(period).unwrap()) / 12.0 * std::f64::consts::TAU).sin();
                let mean = levels[place] * season * factor(place, period);
                Counts::new(mean, size).quantile(stream.random())
            })
            .collect()
    };
    (0..PLACES).map(&mut row).collect()
}

fn question(treated: &[usize]) -> Question {
    Question {
        treated: treated.to_vec(),
        start: START,
        ..Question::default()
    }
}

fn effect(counts: &[Vec<u32>], question: &Question) -> Effect {
    let panel = Panel { counts, exposure: None };
    match judge(&panel, question, &Options::default()) {
        Finding::Judged(effect) => *effect,
        Finding::TooFewData(why) => panic!("{why:?}"),
    }
}

#[test]
fn a_measure_that_halves_is_better_and_one_that_doubles_is_worse() {
    for (by, verdict) in [(0.4, Verdict::Better), (2.5, Verdict::Worse)] {
        let changed = counts(
            3,
            10.0,
            10.0,
            |place, period| if place < 2 && period >= START { by } else { 1.0 },
        );
        let found = effect(&changed, &question(&[0, 1]));
        assert_eq!(found.verdict, verdict, "{found:?}");
        assert!(found.effect.interval.contains(by), "{found:?}");
        assert!(found.comparison.iter().all(|place| *place > 1));
        let synthetic = found.synthetic.unwrap();
        assert!((synthetic.ratio - by).abs() < 0.35 * by.max(1.0), "{synthetic:?}");
    }
}

#[test]
fn six_treated_places_use_what_goes_on_between_them() {
    let changed = counts(
        5,
        8.0,
        8.0,
        |place, period| if place < 8 && period >= START { 0.5 } else { 1.0 },
    );
    let found = effect(&changed, &question(&[0, 1, 2, 3, 4, 5, 6, 7]));
    assert_eq!((found.basis, found.verdict), (Basis::Clusters, Verdict::Better));
    assert!(found.effect.interval.contains(0.5), "{found:?}");
}

#[test]
fn rings_tell_displacement_from_diffusion() {
    let asked = Question {
        rings: vec![vec![2, 3], vec![4, 5]],
        ..question(&[0, 1])
    };
    let factor = |place: usize, period: usize| match place {
        0 | 1 if period >= START => 0.4,
        2 | 3 if period >= START => 1.8,
        _ => 1.0,
    };
    let found = effect(&counts(8, 20.0, 15.0, factor), &asked);
    let [near, far] = found.rings.as_slice() else {
        panic!("{found:?}")
    };
    assert!(
        near.unwrap().interval.low > 1.0 && far.unwrap().interval.contains(1.0),
        "{found:?}"
    );
    assert!(found.comparison.iter().all(|place| *place > 5));
    assert!(found.difference.local < 0.0 && found.difference.displaced > 0.0);
    assert!(found.quotient.unwrap().quotient < 0.0);
}

#[test]
fn a_trend_from_before_is_not_taken_for_an_effect() {
    let falling = |place: usize, period: usize| {
        if place < 2 {
            0.93_f64.powi(i32::try_from(period).unwrap())
        } else {
            1.0
        }
    };
    let found = effect(&counts(4, 20.0, 25.0, falling), &question(&[0, 1]));
    assert_eq!(found.verdict, Verdict::NoEvidence, "{found:?}");
    assert!(
        found.doubts.contains(&Doubt::PreTrend) || found.doubts.contains(&Doubt::PlaceboInTime),
        "{found:?}"
    );
    let leads = &found.pre_trend.unwrap().leads;
    assert!(leads[0].ratio > 1.3 && leads[0].ratio > leads[2].ratio, "{leads:?}");
}

#[test]
fn back_to_normal_after_a_peak_is_no_effect() {
    // All places are alike, and the two highest of the time before are "treated", as plans do. Naively they fell.
    let (mut naive, mut corrected, mut better) = (0.0, 0.0, 0);
    for seed in 0..40 {
        let same: Vec<Vec<u32>> = (0..PLACES as u64)
            .map(|place| {
                let mut stream = random::stream(seed, place);
                (0..PERIODS)
                    .map(|_| Counts::new(1.0, 2.0).quantile(stream.random()))
                    .collect()
            })
            .collect();
        let mut order: Vec<usize> = (0..PLACES).collect();
        order.sort_by_key(|&place| std::cmp::Reverse(same[place][..START].iter().sum::<u32>()));
        let panel = Panel {
            counts: &same,
            exposure: None,
        };
        let Finding::Judged(found) = judge(&panel, &question(&order[..2]), &Options::default()) else {
            panic!()
        };
        let compared = panel.change(&order[2..], &(0..START), &(START..PERIODS));
        let own = panel.change(&order[..2], &(0..START), &(START..PERIODS));
        naive +=
            f64::from(own.after) / f64::from(own.before) / (f64::from(compared.after) / f64::from(compared.before));
        corrected += found.regressed.effect.ratio;
        better += u32::from(found.verdict == Verdict::Better);
    }
    assert!(naive / 40.0 < 0.8, "{naive}");
    assert!((corrected / 40.0 - 1.0).abs() < 0.15, "{corrected}");
    assert!(better <= 4, "{better} of 40");
}

#[test]
fn without_an_effect_none_is_found_more_often_than_said() {
    // Nominal: 5 % of intervals miss 1. Places have shocks of their own, 20 % up or down, that the scatter of counts does
    // not show. Of 100 simulations 5 % lie at or below 13 with 99.9 %.
    let mut missed = 0;
    let mut named = 0;
    for seed in 0..100 {
        let mut stream = random::stream(seed, 7);
        let shocks: Vec<f64> = (0..PLACES)
            .map(|_| (0.2 * normal_quantile(stream.random())).exp())
            .collect();
        let null = counts(
            seed,
            5.0,
            6.0,
            |place, period| if period >= START { shocks[place] } else { 1.0 },
        );
        let found = effect(&null, &question(&[7, 21]));
        missed += u32::from(!found.effect.interval.contains(1.0));
        named += u32::from(found.verdict != Verdict::NoEvidence);
    }
    assert!(missed <= 13, "{missed} of 100 intervals miss");
    assert!(named <= missed);
}

#[test]
fn too_few_data_are_told_apart() {
    let panel_of = |counts: &[Vec<u32>], treated: &[usize], start| {
        let panel = Panel { counts, exposure: None };
        let asked = Question {
            start,
            ..question(treated)
        };
        match judge(&panel, &asked, &Options::default()) {
            Finding::TooFewData(why) => Some(why),
            Finding::Judged(_) => None,
        }
    };
    let plain = counts(1, 10.0, 8.0, |_, _| 1.0);
    assert_eq!(panel_of(&plain, &[0], 5), Some(TooFew::Periods));
    assert_eq!(panel_of(&plain, &[0], PERIODS - 2), Some(TooFew::Periods));
    let mut rare = plain.clone();
    rare[0] = vec![0; PERIODS];
    rare[0][3] = 2;
    assert_eq!(panel_of(&rare, &[0], START), Some(TooFew::Events));
    rare[0][3] = 50;
    assert_eq!(panel_of(&rare, &[0], START), Some(TooFew::Events));
    assert_eq!(panel_of(&plain[..5], &[0], START), Some(TooFew::Comparison));
    assert_eq!(panel_of(&plain, &[0], START), None);
}

#[test]
fn a_place_where_nothing_came_after_has_a_finite_answer() {
    let emptied = counts(
        6,
        10.0,
        10.0,
        |place, period| if place == 0 && period >= START { 0.0 } else { 1.0 },
    );
    let found = effect(&emptied, &question(&[0]));
    assert_eq!(found.verdict, Verdict::Better, "{found:?}");
    assert!(found.effect.ratio > 0.0 && found.effect.interval.high < 0.3);
    assert!(found.expected.is_finite());
}

#[test]
fn threads_do_not_change_the_answer() {
    let made = counts(2, 10.0, 8.0, |_, _| 1.0);
    let asked = Question {
        rings: vec![vec![9]],
        ..question(&[0, 1, 2])
    };
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| effect(&made, &asked))
    };
    assert_eq!(on(1), on(3));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn the_number_of_a_place_does_not_matter(seed in 0_u64..1000, turn in 1_usize..PLACES) {
        is_the_same_turned(seed, turn);
    }
}

/// Two places are equally like the treated one here.
#[test]
fn the_number_of_a_place_does_not_matter_where_two_are_alike() {
    is_the_same_turned(195, 20);
}

fn is_the_same_turned(seed: u64, turn: usize) {
    let made = counts(seed, 6.0, 8.0, |_, _| 1.0);
    let turned: Vec<Vec<u32>> = (0..PLACES).map(|place| made[(place + turn) % PLACES].clone()).collect();
    let plain = effect(&made, &question(&[5]));
    let other = effect(&turned, &question(&[(5 + PLACES - turn) % PLACES]));
    assert!((plain.effect.ratio / other.effect.ratio - 1.0).abs() < 1e-6);
    assert!((plain.placebo_in_space - other.placebo_in_space).abs() < 1e-12);
    assert_eq!(plain.verdict, other.verdict);
}
