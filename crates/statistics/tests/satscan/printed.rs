//! What the reference program printed: its main result file, read back.

use std::path::Path;

/// A cluster as printed.
#[derive(Debug, Default, Clone)]
pub(crate) struct Printed {
    pub(crate) locations: Vec<String>,
    pub(crate) radius: Option<f64>,
    pub(crate) from: Option<String>,
    pub(crate) to: Option<String>,
    pub(crate) observed: u32,
    pub(crate) expected: f64,
    pub(crate) relative_risk: Option<f64>,
    pub(crate) ratio: f64,
    pub(crate) p: Option<f64>,
    pub(crate) gumbel_p: Option<f64>,
    pub(crate) recurrence: Option<String>,
}

/// The clusters of a result file, in their order.
pub(crate) fn clusters(path: &Path) -> Vec<Printed> {
    let text = std::fs::read_to_string(path).unwrap();
    let text = text
        .split("CLUSTERS DETECTED")
        .nth(1)
        .or(text.split("CLUSTER DETECTED").nth(1))
        .unwrap();
    let text = text.split("_____").next().unwrap();
    let mut clusters: Vec<Printed> = Vec::new();
    let mut in_locations = false;
    for line in text.lines() {
        let Some((label, value)) = line.split_once(": ") else {
            if in_locations {
                let cluster = clusters.last_mut().unwrap();
                cluster.locations.extend(names(line));
            }
            continue;
        };
        let label = label.trim().trim_end_matches('.');
        let value = value.trim();
        in_locations = label.ends_with("Location IDs included");
        if in_locations {
            clusters.push(Printed {
                locations: names(value),
                ..Printed::default()
            });
            continue;
        }
        let Some(cluster) = clusters.last_mut() else { continue };
        match label {
            "Coordinates / radius" => {
                let radius = value.split('/').nth(1).unwrap().trim().trim_end_matches(" km");
                cluster.radius = radius.parse().ok();
            }
            "Time frame" => {
                let (from, to) = value.split_once(" to ").unwrap();
                (cluster.from, cluster.to) = (Some(from.to_owned()), Some(to.to_owned()));
            }
            "Number of cases" => cluster.observed = value.parse().unwrap(),
            "Expected cases" => cluster.expected = value.parse().unwrap(),
            "Relative risk" => cluster.relative_risk = value.parse().ok(),
            "Log likelihood ratio" | "Test statistic" => cluster.ratio = value.parse().unwrap(),
            "P-value" => cluster.p = value.parse().ok(),
            "Gumbel P-value" => cluster.gumbel_p = value.parse().ok(),
            "Recurrence interval" => cluster.recurrence = Some(value.to_owned()),
            _ => {}
        }
    }
    clusters
}

fn names(text: &str) -> Vec<String> {
    text.split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}
