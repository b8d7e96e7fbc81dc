//! Who wins, without computing every score.
//!
//! Pruning a channel moves the last hidden vector `h` a little. A class's score then moves by its weights times that move, and
//! by Cauchy and Schwarz no further than the product of the two lengths. So for each image the classes that came closest to
//! winning, when its scores were last computed in full, are computed exactly, and all others are bounded at once. Where the
//! label still wins against the bound, or has lost against one of the few, the answer is known.

use goodnet_data::{Label, Result};

use crate::metrics::{Decision, largest_magnitude};

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
        const AT_ONCE: usize = 16;
        let scale = largest_magnitude(scores, set, index)?;
        let mut rivals: Vec<(usize, f32)> = Vec::with_capacity(RIVALS + 2);
        let mut bar = f32::NEG_INFINITY;
        for (chunk, scores) in scores.chunks(AT_ONCE).enumerate() {
            // Most chunks hold nobody of interest, and a look at all of them together tells.
            if !scores.iter().fold(false, |any, &score| any | (score > bar)) {
                continue;
            }
            for (class, &score) in scores.iter().enumerate() {
                let class = chunk * AT_ONCE + class;
                if score > bar && class != label {
                    let at = rivals.partition_point(|rival| rival.1 >= score);
                    rivals.insert(at, (class, score));
                    rivals.truncate(RIVALS + 1);
                    bar = rivals.get(RIVALS).map_or(f32::NEG_INFINITY, |last| last.1);
                }
            }
        }
        let rest = if rivals.len() > RIVALS { rivals.pop().map_or(bar, |last| last.1) } else { f32::NEG_INFINITY };
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
        let reach = transposed.chunks_exact(hidden).map(|class| distance(class, &mean)).fold(0.0, f32::max);
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
        let moved =
            dot_difference(&self.mean, hidden, &reference.hidden) + self.reach * distance(hidden, &reference.hidden);
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
        self.biases[class]
            + fold(&self.weights[class * self.hidden..][..self.hidden], hidden, |weight, value| weight * value)
    }
}

fn distance(a: &[f32], b: &[f32]) -> f32 {
    fold(a, b, |a, b| (a - b) * (a - b)).sqrt()
}

fn dot_difference(weights: &[f32], a: &[f32], b: &[f32]) -> f32 {
    fold(weights, a, |weight, a| weight * a) - fold(weights, b, |weight, b| weight * b)
}

/// The sum of `term` over two slices, in eight sums that the compiler keeps in vectors.
fn fold(a: &[f32], b: &[f32], term: impl Fn(f32, f32) -> f32) -> f32 {
    const SUMS: usize = 8;
    let (a_chunks, a_rest) = a.as_chunks::<SUMS>();
    let (b_chunks, b_rest) = b.as_chunks::<SUMS>();
    let mut sums = [0.0; SUMS];
    for (a, b) in a_chunks.iter().zip(b_chunks) {
        for (sum, (&a, &b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += term(a, b);
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(&a, &b)| term(a, b)).sum();
    sums.iter().sum::<f32>() + rest
}
