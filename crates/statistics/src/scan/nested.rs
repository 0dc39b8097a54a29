//! Nested circles that one bound serves.
//!
//! The circles around a centre are nested. So a window of any circle of a block of them holds no more cases than the same
//! window of the block's largest circle, and no smaller a measure than that of its smallest; as it takes the more cases to
//! beat a ratio the larger the measure is, these two rule out the whole block or none of it (for fewer cases than
//! expected, the other way round). A block that is not ruled out is halved, down to single circles, which are looked at
//! exactly. The answer is that of looking at each circle; how the blocks are cut changes the time only.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// The longest block.
const LONGEST: f64 = 256.0;
/// As many halvings as the longest block allows, the block itself and the circle before it.
const STATES: usize = 10;
/// How lengths follow what was ruled out: they settle where about one block in five is not.
const GROWTH: f64 = 1.08;
const SHRINKAGE: f64 = 0.75;

/// A search through nested circles.
pub(crate) trait Search {
    /// A circle: what it holds.
    type Circle;

    /// Makes `to` what `from` is with some more places.
    fn grow(&mut self, from: &Self::Circle, places: &[u16], to: &mut Self::Circle);

    /// What may not be ruled out, as bits, among the bits given. The block is that of the circles beyond `before`, the
    /// smallest of them with the one place `first` more, up to `outer`.
    fn open(&mut self, before: &Self::Circle, first: u16, outer: &Self::Circle, among: u64) -> u64;

    /// Looks exactly at a single circle that was just found open; `places` is how many it holds.
    fn look(&mut self, places: usize, circle: &Self::Circle, open: u64);
}

/// Circles in the making, and how long blocks are best made.
#[derive(Debug)]
pub(crate) struct Nest<C> {
    /// The circle before the block, then the ends of the block and its halves, outermost first.
    circles: Vec<C>,
    /// Places at the ends and what is open there.
    ends: Vec<(usize, u64)>,
    lengths: Lengths,
}

/// Lengths of blocks by the logarithm of the number of places before them.
type Lengths = [f64; 17];

/// How long blocks were best made in earlier searches.
#[derive(Debug)]
pub(crate) struct Pace(Mutex<Lengths>);

impl Default for Pace {
    fn default() -> Self {
        Self(Mutex::new([1.0; 17]))
    }
}

impl Pace {
    fn lengths(&self) -> MutexGuard<'_, Lengths> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<C> Nest<C> {
    pub(crate) fn new(circle: impl FnMut() -> C) -> Self {
        Self {
            circles: std::iter::repeat_with(circle).take(STATES).collect(),
            ends: Vec::with_capacity(STATES),
            lengths: [1.0; 17],
        }
    }

    /// With blocks as long as they were best made before.
    pub(crate) fn at_pace(pace: &Pace, circle: impl FnMut() -> C) -> Self {
        Self {
            lengths: *pace.lengths(),
            ..Self::new(circle)
        }
    }

    /// Lets searches after this one begin with the lengths that it came to.
    pub(crate) fn hand_on(&self, pace: &Pace) {
        *pace.lengths() = self.lengths;
    }

    /// Goes through the circles around a centre; `empty` makes a circle without places.
    #[inline(always)]
    pub(crate) fn walk<S: Search<Circle = C>>(&mut self, search: &mut S, places: &[u16], empty: impl Fn(&mut C)) {
        empty(&mut self.circles[0]);
        let mut from = 0;
        while from < places.len() {
            let length = &mut self.lengths[(from + 1).ilog2() as usize];
            let to = (from + super::number::whole(*length)).min(places.len());
            let (before, rest) = self.circles.split_at_mut(1);
            search.grow(&before[0], &places[from..to], &mut rest[0]);
            self.ends.clear();
            self.ends.push((to, u64::MAX));
            let mut is_whole = true;
            while let Some(&(to, among)) = self.ends.last() {
                let top = self.ends.len();
                let open = search.open(&self.circles[0], places[from], &self.circles[top], among);
                if is_whole {
                    let factor = if open == 0 { GROWTH } else { SHRINKAGE };
                    *length = (*length * factor).clamp(1.0, LONGEST);
                    is_whole = false;
                }
                if open != 0 && to > from + 1 {
                    self.ends[top - 1].1 = open;
                    let middle = from.midpoint(to);
                    let (made, free) = self.circles.split_at_mut(top + 1);
                    search.grow(&made[0], &places[from..middle], &mut free[0]);
                    self.ends.push((middle, open));
                    continue;
                }
                if open != 0 {
                    search.look(to, &self.circles[top], open);
                }
                self.circles.swap(0, top);
                from = to;
                self.ends.pop();
            }
        }
    }
}
