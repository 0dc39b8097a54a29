//! Several categories at once: the more are looked at, the more chance finds.

use crate::false_discovery::benjamini_hochberg;

/// Adjusted p-values of the clusters of several categories.
#[derive(Debug, Clone, PartialEq)]
pub struct Family {
    /// Categories that were judged.
    pub size: usize,
    /// For each category, one value a cluster; `None` where its p-value was withheld.
    pub adjusted: Vec<Vec<Option<f64>>>,
}

/// Adjusts the p-values of the clusters of each judged category, the most likely cluster first.
///
/// A category is discovered by its most likely cluster (Benjamini and Hochberg 1995); another cluster of it counts as
/// discovered where it would have been in the place of the first (Benjamini and Bogomolov 2014). A category whose p-values
/// are withheld stays in the family as one that found nothing.
pub fn adjusted(p: &[Vec<Option<f64>>]) -> Family {
    let first: Vec<f64> = p
        .iter()
        .map(|of| of.first().copied().flatten().unwrap_or(1.0))
        .collect();
    let of_category = |(category, clusters): (usize, &Vec<Option<f64>>)| {
        let of_cluster = |cluster: &Option<f64>| {
            let mut all = first.clone();
            all[category] = (*cluster)?;
            Some(benjamini_hochberg(&all)[category])
        };
        clusters.iter().map(of_cluster).collect()
    };
    Family {
        size: p.len(),
        adjusted: p.iter().enumerate().map(of_category).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_category_pays_for_the_family() {
        let family = adjusted(&[vec![Some(0.01), Some(0.04)], vec![Some(0.3)], vec![], vec![None]]);
        assert_eq!(family.size, 4);
        let close = |found: Option<f64>, wanted: f64| (found.unwrap() - wanted).abs() < 1e-12;
        assert!(close(family.adjusted[0][0], 0.04));
        assert!(close(family.adjusted[0][1], 0.16));
        assert!(close(family.adjusted[1][0], 0.6));
        assert!(family.adjusted[2].is_empty());
        assert_eq!(family.adjusted[3], [None]);
        // One category alone pays nothing.
        assert!(close(adjusted(&[vec![Some(0.01), Some(0.04)]]).adjusted[0][1], 0.04));
    }
}
