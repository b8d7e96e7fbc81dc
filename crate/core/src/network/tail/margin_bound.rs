//! Who wins, without computing every score.
//!
//! Pruning a channel moves the last hidden vector `h` a little. A class's score then moves by its weights times that move, and
//! by Cauchy and Schwarz no further than the product of the two lengths. So for each image the classes that came closest to
//! winning, when its scores were last computed in full, are computed exactly, and all others are bounded at once. Where the
//! label still wins against the bound, or has lost against one of the few, the answer is known.

use goodnet_data::{Error, Label, Result};
use goodnet_kernels::vectors;

use crate::metrics::Decision;

/// Rivals whose scores are computed at each step.
const RIVALS: usize = 24;

/// What rounding may add to a difference of two scores, as a share of the largest score: ten times what makes a tie. Where
/// the bound decides by less, all scores are computed.
pub(crate) const SLACK: f32 = 1e-4;

/// The dense layer that makes scores of hidden vectors.
#[derive(Debug)]
pub(crate) struct MarginBound {
    hidden: usize,
    /// f32 `[classes, hidden]`.
    weights: Vec<f32>,
    biases: Vec<f32>,
    /// The mean of the classes' weights: a move along it moves all scores alike.
    mean: Vec<f32>,
    /// The largest distance of a class's weights from their mean.
    reach: f32,
}

/// An image when its scores were last computed in full.
#[derive(Debug, Clone)]
pub(crate) struct BoundAnchor {
    /// The classes closest to winning, the label left out.
    rivals: Vec<usize>,
    /// The highest score of a class that is not the label.
    best: f32,
    /// The highest score of those that are neither label nor rivals.
    rest: f32,
    /// The largest score, whatever its sign; at least 1.
    scale: f32,
    /// Its hidden vector.
    hidden: Vec<f32>,
}

/// All the scores of one image, looked through once.
pub(crate) struct TopKScan {
    label: usize,
    own: f32,
    /// The other classes with the highest scores and these, best first.
    rivals: Vec<(usize, f32)>,
    rest: f32,
    scale: f32,
}

impl TopKScan {
    /// # Errors
    /// [`crate::Error::NotFinite`] when a score is not a number; `set` and `index` say which image it was.
    pub(crate) fn new(scores: &[f32], label: usize, set: &str, index: usize) -> Result<Self> {
        let scale =
            vectors::largest_magnitude(scores).ok_or_else(|| Error::NotFinite { set: set.to_owned(), index })?;
        let (rivals, rest) = vectors::largest(scores, label, RIVALS);
        Ok(Self { label, own: scores[label], rivals, rest, scale })
    }

    /// Who wins.
    pub(crate) fn decision(&self) -> Decision {
        let mut best = vec![(self.label as Label, self.own)];
        best.extend(self.rivals.iter().take(2).map(|&(class, score)| (class as Label, score)));
        best.sort_unstable_by_key(|class| class.0);
        Decision::among(best.into_iter(), self.scale)
    }

    /// What to remember of the image, whose hidden vector is `hidden`.
    pub(crate) fn anchor(self, hidden: &[f32]) -> BoundAnchor {
        let best = self.rivals.first().map_or(f32::NEG_INFINITY, |rival| rival.1);
        let rivals = self.rivals.into_iter().map(|rival| rival.0).collect();
        BoundAnchor { rivals, best, rest: self.rest, scale: self.scale, hidden: hidden.to_vec() }
    }
}

/// Whether an image gets its label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The label wins.
    Label,
    /// Another class wins.
    Other,
    /// Only all scores can tell.
    Unknown,
}

impl MarginBound {
    /// The bound of a layer, `weights` f32 `[hidden, classes]`.
    pub(super) fn new(weights: &[f32], biases: Vec<f32>) -> Self {
        let classes = biases.len();
        let hidden = weights.len() / classes;
        let transposed: Vec<f32> =
            (0..classes).flat_map(|class| (0..hidden).map(move |row| weights[row * classes + class])).collect();
        let mean: Vec<f32> =
            weights.chunks_exact(classes).map(|row| row.iter().sum::<f32>() / classes as f32).collect();
        let reach = transposed.chunks_exact(hidden).map(|class| vectors::distance(class, &mean)).fold(0.0, f32::max);
        Self { hidden, weights: transposed, biases, mean, reach }
    }

    /// How many classes there are.
    pub(crate) fn classes(&self) -> usize {
        self.biases.len()
    }

    /// Values of a hidden vector.
    pub(crate) fn hidden(&self) -> usize {
        self.hidden
    }

    /// What an image whose hidden vector is now `hidden` answers.
    pub(crate) fn judge(&self, reference: &BoundAnchor, hidden: &[f32], label: usize) -> Answer {
        let own = self.score(label, hidden);
        let slack = SLACK * reference.scale;
        let along = vectors::dot(&self.mean, hidden) - vectors::dot(&self.mean, &reference.hidden);
        let moved = along + self.reach * vectors::distance(hidden, &reference.hidden);
        if reference.best + moved < own - slack {
            return Answer::Label;
        }
        let mut best = f32::NEG_INFINITY;
        for &rival in &reference.rivals {
            let score = self.score(rival, hidden);
            best = if score > best { score } else { best };
        }
        if best > own + slack {
            return Answer::Other;
        }
        let bound = reference.rest + moved;
        let strongest = if best > bound { best } else { bound };
        if strongest < own - slack { Answer::Label } else { Answer::Unknown }
    }

    fn score(&self, class: usize, hidden: &[f32]) -> f32 {
        self.biases[class] + vectors::dot(&self.weights[class * self.hidden..][..self.hidden], hidden)
    }
}
