//! How an event came to be known.

/// How an event came to be known. Hot spots, warnings and forecasts are fitted on reported events; discovered ones show
/// where officers looked, and stand apart (Lum and Isaac 2016; Ensign et al. 2018).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// Told by people: a citizen, a call to 113, 114 or 115, a hospital, an insurer.
    Reported,
    /// Found by patrol, raid or checkpoint.
    Discovered,
}
