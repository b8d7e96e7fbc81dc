//! What B, B' and GoodNet G say of single pictures.

use goodnet_data::Label;
use serde::Serialize;

use crate::metrics::{softmax, top_class};

/// A class that a network thinks of, and how much.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ClassScore {
    /// The class.
    pub label: Label,
    /// Its score, before the softmax where the network ends without one.
    pub score: f32,
    /// Its share of the softmax, 0..=1.
    pub share: f32,
}

/// The `count` best classes of one row of scores, the best first; of equals, the first.
pub fn top_classes(scores: &[f32], count: usize) -> Vec<ClassScore> {
    let shares = softmax(scores);
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
    order.truncate(count);
    let class = |label: usize| ClassScore { label: label as Label, score: scores[label], share: shares[label] };
    order.into_iter().map(class).collect()
}

/// What B says of a picture and, once there is a B', what that and G say. The best classes come first.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Prediction {
    /// B's best classes.
    pub badnet: Vec<ClassScore>,
    /// Those of B'.
    pub repaired: Option<Vec<ClassScore>>,
    /// G's answer: the class on which both agree, or class N, one more than the last, "this input is backdoored".
    pub goodnet: Option<Label>,
}

impl Prediction {
    /// From one row of scores of B and, where there is one, of B': the `count` best classes of each.
    pub fn new(badnet: &[f32], repaired: Option<&[f32]>, count: usize) -> Self {
        let answer = |scores: &[f32]| {
            let [of_b, of_repaired] = [badnet, scores].map(|scores| top_class(scores).0);
            if of_b == of_repaired { of_b } else { badnet.len() as Label }
        };
        Self {
            badnet: top_classes(badnet, count),
            repaired: repaired.map(|scores| top_classes(scores, count)),
            goodnet: repaired.map(answer),
        }
    }
}

/// What B and, where there is one, B' say of several pictures: a [`Prediction`] for each of their rows of `classes` scores.
pub fn predictions(classes: usize, badnet: &[f32], repaired: Option<&[f32]>, count: usize) -> Vec<Prediction> {
    let row = |index: usize| repaired.map(|scores| &scores[index * classes..][..classes]);
    let rows = badnet.chunks_exact(classes).enumerate();
    rows.map(|(index, badnet)| Prediction::new(badnet, row(index), count)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_come_first_and_of_equals_the_first() {
        let labels = |classes: Vec<ClassScore>| classes.iter().map(|class| class.label).collect::<Vec<_>>();
        let classes = top_classes(&[0.25, 0.5, 0.25], 2);
        assert_eq!(classes[0], ClassScore { label: 1, score: 0.5, share: 0.5 });
        assert_eq!(labels(classes), [1, 0]);
        assert_eq!(labels(top_classes(&[1.0, 2.0], 7)), [1, 0]);
    }

    #[test]
    fn g_answers_where_both_agree_and_n_where_they_do_not() {
        let alone = Prediction::new(&[3.0, 1.0], None, 1);
        assert_eq!((alone.badnet[0].label, &alone.repaired, alone.goodnet), (0, &None, None));
        assert_eq!(Prediction::new(&[3.0, 1.0], Some(&[2.0, 1.0]), 1).goodnet, Some(0));
        let apart = Prediction::new(&[3.0, 1.0], Some(&[1.0, 2.0]), 2);
        let both = predictions(2, &[3.0, 1.0, 3.0, 1.0], Some(&[2.0, 1.0, 1.0, 2.0]), 2);
        assert_eq!(both[1], apart);
        assert_eq!((both[0].goodnet, both.len()), (Some(0), 2));
        assert_eq!((apart.goodnet, apart.repaired.map(|classes| classes[0].label)), (Some(2), Some(1)));
    }
}
