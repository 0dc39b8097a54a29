//! Which vectors of the processor a scan uses.

use fearless_simd::Level;

/// A kind of vectors that this machine has. Answers do not depend on it.
#[derive(Debug, Clone, Copy)]
pub struct Vectors(Level);

impl Vectors {
    /// The widest that this machine has.
    pub fn widest() -> Self {
        Self(Level::new())
    }

    /// All that this machine has, by name, the widest last.
    pub fn all() -> Vec<(&'static str, Self)> {
        #[cfg(target_arch = "x86_64")]
        {
            let level = Level::new();
            let kinds = [
                ("sse2", level.as_sse2().map(Level::Sse2)),
                ("sse4.2", level.as_sse4_2().map(Level::Sse4_2)),
                ("avx2", level.as_avx2().map(Level::Avx2)),
                ("avx512", level.as_avx512().map(Level::Avx512)),
            ];
            kinds
                .into_iter()
                .filter_map(|(name, level)| Some((name, Self(level?))))
                .collect()
        }
        #[cfg(not(target_arch = "x86_64"))]
        vec![("baseline", Self::widest())]
    }

    pub(crate) fn level(self) -> Level {
        self.0
    }
}
