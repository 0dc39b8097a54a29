use super::terms::tests::weeks;
use super::*;
use crate::random::stream;

use proptest::prelude::*;

/// Places on a grid of a few kilometres, shaken so that no two distances are equal; the first two are close together.
fn positions(count: u32) -> Vec<Position> {
    (0..count)
        .map(|place| Position {
            first: f64::from(place % 5) + 0.2 * f64::from(7 * place).sin() - f64::from(u8::from(place == 1)) * 0.6,
            second: f64::from(place / 5) + 0.2 * f64::from(3 * place).cos(),
        })
        .collect()
}

fn plan(look: Look) -> Plan {
    Plan {
        look,
        model: Model::Fitted,
        limits: Limits {
            share: 0.5,
            distance: None,
        },
        longest: 8,
        replicas: 99,
        self_tests: 0,
        seed: 1,
        rules: SeasonRules::default(),
    }
}

/// Counts of some weeks: a wave of the year, levels that differ, and a dispersion.
fn counts(seed: u64, places: usize, times: usize, dispersion: f64) -> Grid<u32> {
    chance::counts(&mut stream(seed, 9), (places, times), dispersion, |place, time| {
        let wave = 1.0 + 0.4 * (std::f64::consts::TAU * 7.0 * real(time) / 365.25).cos();
        (0.3 + real(place % 4) * 0.4) * wave
    })
}

fn planted(mut counts: Grid<u32>, times: std::ops::Range<usize>) -> Grid<u32> {
    for place in [0, 1] {
        for count in &mut counts.row_mut(place)[times.clone()] {
            *count += 6;
        }
    }
    counts
}

fn found(cases: &Grid<u32>, plan: &Plan) -> Finding {
    found_at(&positions(u32::try_from(cases.places()).unwrap()), cases, plan)
}

fn found_at(places: &[Position], cases: &Grid<u32>, plan: &Plan) -> Finding {
    let intervals = weeks(i64::try_from(cases.times()).unwrap());
    let region = Region {
        surface: Surface::Plane,
        places,
        intervals: &intervals,
    };
    look(&region, cases, plan, &|_, _| ()).unwrap()
}

#[test]
fn a_planted_cluster_is_found_looking_back_and_while_it_lasts() {
    let quiet = counts(1, 20, 160, 0.3);
    let back = found(&planted(quiet.clone(), 100..104), &plan(Look::Back));
    let first = &back.outcome.clusters[0];
    assert_eq!((first.window.start, first.window.end), (100, 104));
    let mut places = first.places.clone();
    places.sort_unstable();
    assert_eq!(places, [0, 1]);
    assert!(first.p.unwrap() <= 0.02, "{first:?}");
    assert!(back.threshold.is_none());

    let look = Look::Alive { false_alarms: 1.0 };
    let alive = found(&planted(quiet.clone(), 156..160), &plan(look));
    let first = &alive.outcome.clusters[0];
    assert_eq!((first.window.start, first.window.end), (156, 160));
    let threshold = alive.threshold.unwrap();
    assert!(first.window.ratio > threshold.ratio && first.p.unwrap() <= 0.02);
    assert!((threshold.false_alarms - 1.0).abs() < 0.01, "{threshold:?}");
    assert!((threshold.a_year - 52.18).abs() < 0.01);

    let none = found(&quiet, &plan(look));
    assert!(none.outcome.clusters[0].window.ratio < none.threshold.unwrap().ratio);
    assert!(none.outcome.clusters[0].p.unwrap() > 0.05);
}

#[test]
fn more_false_alarms_lower_the_threshold() {
    let quiet = counts(2, 12, 120, 0.3);
    let at = |false_alarms| found(&quiet, &plan(Look::Alive { false_alarms })).threshold.unwrap();
    let (rare, often) = (at(0.5), at(6.0));
    assert!(rare.ratio > often.ratio, "{rare:?} {often:?}");
    assert!((often.false_alarms - 6.0).abs() < 0.01);
}

#[test]
fn a_plain_null_takes_scatter_for_clusters_and_the_fitted_one_does_not() {
    let rejected = |model| {
        let share = (0..20).filter(|&seed| {
            let cases = counts(seed, 20, 160, 2.0);
            let intervals = weeks(160);
            let places = positions(20);
            let region = Region {
                surface: Surface::Plane,
                places: &places,
                intervals: &intervals,
            };
            let plan = Plan {
                model,
                replicas: 19,
                seed,
                ..plan(Look::Back)
            };
            p_value(&region, &cases, &plan).unwrap() <= 0.05
        });
        share.count()
    };
    assert!(rejected(Model::PlainPoisson) >= 18);
    assert!(rejected(Model::Fitted) <= 4);
}

#[test]
fn the_self_test_says_whether_the_p_values_hold() {
    let plan = Plan {
        self_tests: 60,
        ..plan(Look::Back)
    };
    let quiet = found(&counts(3, 12, 110, 0.5), &plan);
    let test = quiet.self_test.unwrap();
    assert_eq!(test.simulated, 60);
    assert!(test.is_trusted(), "{test:?}");
    assert!(quiet.outcome.clusters[0].p.is_some());
    // Without a fitted model there is nothing to try.
    let untested = Plan {
        model: Model::PlainPoisson,
        ..plan
    };
    assert!(found(&counts(3, 12, 110, 0.5), &untested).self_test.is_none());
}

#[test]
fn few_cases_are_too_few() {
    let intervals = weeks(104);
    let places = positions(10);
    let region = Region {
        surface: Surface::Plane,
        places: &places,
        intervals: &intervals,
    };
    let look = |cases: &Grid<u32>, plan: &Plan| look(&region, cases, plan, &|_, _| ()).unwrap_err();
    // Three a month in the whole region, all in one week of one place at the end.
    let mut rare = Grid::<u32>::new(10, 104);
    rare.row_mut(0)[100] = 70;
    assert_eq!(look(&rare, &plan(Look::Back)), TooFew::Rare);
    let mut many = rare.clone();
    many.row_mut(3)[50] = 20;
    let long = Plan {
        longest: 100,
        ..plan(Look::Alive { false_alarms: 1.0 })
    };
    assert_eq!(look(&many, &long), TooFew::History);
}

#[test]
fn the_same_seed_gives_the_same_answer_on_any_threads() {
    let cases = planted(counts(4, 12, 110, 0.4), 106..110);
    for look in [Look::Back, Look::Alive { false_alarms: 1.0 }] {
        let plan = Plan {
            self_tests: 7,
            ..plan(look)
        };
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| found(&cases, &plan))
        };
        assert_eq!(on(1), on(3));
    }
}

/// What is told of the most likely cluster, places by name.
fn told(finding: &Finding, name: impl Fn(usize) -> usize) -> (Vec<usize>, usize, usize, u32, i64) {
    let cluster = &finding.outcome.clusters[0];
    let mut places: Vec<usize> = cluster.places.iter().map(|&place| name(place)).collect();
    places.sort_unstable();
    let window = cluster.window;
    #[expect(clippy::cast_possible_truncation, reason = "ratios are small numbers")]
    let ratio = (window.ratio * 1e6).round() as i64;
    (places, window.start, window.end, window.observed, ratio)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn names_and_numbers_of_places_do_not_matter(seed in 0_u64..1000, turn in 1_usize..12) {
        let cases = planted(counts(seed, 12, 90, 0.4), 60..64);
        let places = positions(12);
        let plan = Plan { replicas: 0, ..plan(Look::Back) };
        let old = |new: usize| (new * 5 + turn) % 12;
        let moved: Vec<Position> = (0..12).map(|new| places[old(new)]).collect();
        let rows = (0..12).flat_map(|new| cases.row(old(new)).to_vec()).collect();
        let renamed = found_at(&moved, &Grid::from_rows(90, rows), &plan);
        prop_assert_eq!(told(&found_at(&places, &cases, &plan), |place| place), told(&renamed, old));
    }

    #[test]
    fn units_of_length_and_the_origin_do_not_matter(seed in 0_u64..1000, scale in 0.5_f64..2000.0, away in -500.0_f64..500.0) {
        let cases = planted(counts(seed, 12, 90, 0.4), 60..64);
        let places = positions(12);
        let moved: Vec<Position> = places
            .iter()
            .map(|place| Position { first: (place.first + away) * scale, second: (place.second - away) * scale })
            .collect();
        let plan = plan(Look::Back);
        let (one, other) = (found_at(&places, &cases, &plan), found_at(&moved, &cases, &plan));
        prop_assert_eq!(told(&one, |place| place), told(&other, |place| place));
        prop_assert_eq!(one.outcome.clusters[0].p, other.outcome.clusters[0].p);
    }

    #[test]
    fn years_do_not_matter_while_tet_and_seasons_are_left_out(seed in 0_u64..1000, later in 1_i64..2000) {
        use jiff::ToSpan;
        let cases = planted(counts(seed, 12, 70, 0.4), 40..44);
        let places = positions(12);
        let intervals = weeks(70);
        let moved: Vec<Interval> = intervals
            .iter()
            .map(|interval| Interval { first: interval.first + later.days(), days: 7 })
            .collect();
        let plan = Plan { rules: SeasonRules { tet: Vec::new(), dry: Vec::new() }, ..plan(Look::Back) };
        let at = |intervals: &[Interval]| {
            let region = Region { surface: Surface::Plane, places: &places, intervals };
            look(&region, &cases, &plan, &|_, _| ()).unwrap()
        };
        let (one, other) = (at(&intervals), at(&moved));
        prop_assert_eq!(told(&one, |place| place), told(&other, |place| place));
        prop_assert_eq!(one.outcome.clusters[0].p, other.outcome.clusters[0].p);
    }

    #[test]
    fn a_population_counted_in_other_units_changes_nothing(seed in 0_u64..1000, unit in 0.001_f64..1000.0) {
        // The measure of a plain scan is scaled to the cases; what it was before makes no difference.
        let cases = counts(seed, 12, 40, 0.4);
        let places = positions(12);
        let total = real(usize::try_from(cases.total()).unwrap());
        let ratios = |unit: f64| {
            let people = Grid::from_rows(40, (0..480_u32).map(|cell| unit * f64::from(100 + cell / 40)).collect());
            let whole = people.total();
            let measure = Grid::from_rows(40, people.values().iter().map(|value| value / whole * total).collect());
            let study = super::super::Study {
                surface: Surface::Plane,
                places: places.clone(),
                centres: places.clone(),
                weights: people.by_place(),
                cases: cases.clone(),
                null: super::super::Null::poisson(&measure),
                measure,
                score: super::super::Score::Poisson { cases: total },
                by_period: false,
            };
            super::super::largest_ratios(&study, &design(&plan(Look::Back), 0, 0), &[cells(&cases)])[0]
        };
        prop_assert!((ratios(1.0) - ratios(unit)).abs() < 1e-6);
    }
}
