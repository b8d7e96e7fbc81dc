//! From scores to answers: the winning class, and whether rounding could have decided it.

use goodnet_data::{Error, Label, Result};
use goodnet_kernels::vectors;

/// What a network answers for one image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// The class with the highest score; the first of equals.
    pub label: Label,
    /// The class with the second highest score, when it is so close that another engine's rounding could make it win.
    pub rival: Option<Label>,
}

/// Two scores closer than this share of the largest are a tie: engines that round differently may differ.
pub const TIE: f32 = 1e-5;

impl Decision {
    /// Decides by one row of scores.
    ///
    /// # Errors
    /// [`Error::NotFinite`] when a score is not a number; `set` and `index` say which image it was.
    pub fn new(scores: &[f32], set: &str, index: usize) -> Result<Self> {
        let scale =
            vectors::largest_magnitude(scores).ok_or_else(|| Error::NotFinite { set: set.to_owned(), index })?;
        Ok(Self::among(scores.iter().enumerate().map(|(label, &score)| (label as Label, score)), scale))
    }

    /// Decides among some classes, in ascending order, of which two are the best of all; `scale` is that of all scores.
    pub(crate) fn among(scores: impl Iterator<Item = (Label, f32)>, scale: f32) -> Self {
        let (mut best, mut second) = ((0, f32::NEG_INFINITY), (0, f32::NEG_INFINITY));
        for (label, score) in scores {
            if score > best.1 {
                (second, best) = (best, (label, score));
            } else if score > second.1 {
                second = (label, score);
            }
        }
        Self { label: best.0, rival: (best.1 - second.1 < TIE * scale).then_some(second.0) }
    }
}

/// Each class's share of the softmax of one row of scores, 0..=1. A network that ends in a softmax of its own answers with shares,
/// which stay as they are.
pub fn softmax(scores: &[f32]) -> Vec<f32> {
    let is_share = |score: &f32| (0.0..=1.0).contains(score);
    if scores.iter().all(is_share) && (scores.iter().sum::<f32>() - 1.0).abs() < 1e-3 {
        return scores.to_vec();
    }
    let best = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let total: f32 = scores.iter().map(|score| (score - best).exp()).sum();
    scores.iter().map(|score| (score - best).exp() / total).collect()
}

/// The winning class of one row of scores, the first of equals, and its share, 0..=1.
pub fn top_class(scores: &[f32]) -> (Label, f32) {
    let better = |best: (usize, f32), (label, &score)| if score > best.1 { (label, score) } else { best };
    let (label, _) = scores.iter().enumerate().fold((0, f32::NEG_INFINITY), better);
    (label as Label, softmax(scores)[label])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decide(scores: &[f32]) -> Decision {
        Decision::new(scores, "test", 0).unwrap()
    }

    #[test]
    fn the_first_of_equals_wins_and_is_told_apart() {
        assert_eq!(decide(&[1.0, 3.0, 3.0]), Decision { label: 1, rival: Some(2) });
        assert_eq!(decide(&[1.0, 3.0, 2.0]), Decision { label: 1, rival: None });
        // The tolerance grows with the largest score, winner or not.
        assert_eq!(decide(&[1.0, 1.0005, -100.0]), Decision { label: 1, rival: Some(0) });
        assert_eq!(decide(&[1.0, 1.0005, -10.0]), Decision { label: 1, rival: None });
    }

    #[test]
    fn what_is_no_number_is_refused() {
        let error = Decision::new(&[0.0, f32::NAN], "validation", 7).unwrap_err();
        assert_eq!(error, Error::NotFinite { set: "validation".into(), index: 7 });
    }

    #[test]
    fn probabilities_are_a_softmax() {
        let (label, probability) = top_class(&[0.0, 2.0_f32.ln(), 0.0]);
        assert_eq!(label, 1);
        assert!((probability - 0.5).abs() < 1e-6);
        assert_eq!(softmax(&[0.25, 0.75]), [0.25, 0.75], "they are shares already");
    }
}
