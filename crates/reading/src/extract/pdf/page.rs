//! Pages as words with positions, whichever program or recogniser found them.

/// One page. Positions are in points from the top left corner, as the page is looked at.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::extract) struct Page {
    /// Width in points.
    pub(in crate::extract) width: f32,
    /// Height in points.
    pub(in crate::extract) height: f32,
    /// Words in any order.
    pub(in crate::extract) words: Vec<Word>,
    /// Drawn straight lines, as thin boxes; empty when not known.
    pub(in crate::extract) rules: Vec<Area>,
}

/// One word, or a piece of one.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::extract) struct Word {
    /// Where it stands; the height is that of the font, not of the letters.
    pub(in crate::extract) area: Area,
    /// Its characters.
    pub(in crate::extract) text: String,
}

/// An upright rectangle.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(in crate::extract) struct Area {
    /// Left edge.
    pub(in crate::extract) left: f32,
    /// Top edge.
    pub(in crate::extract) top: f32,
    /// Right edge.
    pub(in crate::extract) right: f32,
    /// Bottom edge.
    pub(in crate::extract) bottom: f32,
}

impl Area {
    /// A rectangle, or `None` when a number is not finite, absurd, or the edges are the wrong way round.
    pub(in crate::extract) fn new(left: f32, top: f32, right: f32, bottom: f32) -> Option<Self> {
        let sane = [left, top, right, bottom]
            .iter()
            .all(|edge| edge.is_finite() && edge.abs() < 1e5);
        (sane && left <= right && top <= bottom).then_some(Self {
            left,
            top,
            right,
            bottom,
        })
    }

    pub(super) fn width(&self) -> f32 {
        self.right - self.left
    }

    pub(super) fn height(&self) -> f32 {
        self.bottom - self.top
    }

    pub(super) fn middle_x(&self) -> f32 {
        f32::midpoint(self.left, self.right)
    }

    pub(super) fn middle_y(&self) -> f32 {
        f32::midpoint(self.top, self.bottom)
    }

    /// The smallest rectangle around both.
    pub(super) fn around(&self, other: &Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// Length of the stretch of x the two share; negative when they are apart.
    pub(super) fn shared_x(&self, other: &Self) -> f32 {
        self.right.min(other.right) - self.left.max(other.left)
    }

    /// Length of the stretch of y the two share; negative when they are apart.
    pub(super) fn shared_y(&self, other: &Self) -> f32 {
        self.bottom.min(other.bottom) - self.top.max(other.top)
    }

    pub(super) fn contains_middle_of(&self, other: &Self) -> bool {
        (self.left..=self.right).contains(&other.middle_x()) && (self.top..=self.bottom).contains(&other.middle_y())
    }
}

/// The middle value; `default` when there is none.
pub(in crate::extract) fn median(mut values: Vec<f32>, default: f32) -> f32 {
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(default)
}
