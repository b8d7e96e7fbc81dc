//! What a network scores, by tract: the same engine and the same bytes as the page and the command line.

use goodnet_core::{Expected, ImageSet, Label, Model, Trigger};
use rayon::prelude::*;

/// How many images one task is given.
const CHUNK: usize = 128;

/// Clean accuracy on `images`, and the attack success rate on the same images with the trigger: every poisoned image
/// counts, the target's own too.
///
/// # Errors
/// What tract says of the model, or core of the images.
pub fn measure(model: &Model, images: &ImageSet, trigger: &Trigger, target: Label) -> goodnet_core::Result<Expected> {
    images.check(model.input(), model.classes())?;
    let poisoned = trigger.poison(images, target)?;
    let per_cent = |right: usize| 100.0 * right as f64 / images.len() as f64;
    Ok(Expected {
        clean: per_cent(right_answers(model, images)?),
        asr: per_cent(right_answers(model, &poisoned)?),
        images: images.len(),
    })
}

/// How many images get the answer that their label says.
fn right_answers(model: &Model, images: &ImageSet) -> goodnet_core::Result<usize> {
    let network = model.network(&model.default_convolution().name)?;
    (0..images.len())
        .into_par_iter()
        .step_by(CHUNK)
        .map(|start| {
            let range = start..images.len().min(start + CHUNK);
            let scores = network.classify(images.pixels(range.clone()))?;
            let right = |(scores, &label): (&[f32], &Label)| best(scores) == label as usize;
            Ok(scores.chunks_exact(model.classes()).zip(&images.labels()[range]).filter(|&pair| right(pair)).count())
        })
        .sum()
}

/// The class with the highest score; the first of equals.
pub fn best(scores: &[f32]) -> usize {
    (1..scores.len()).fold(0, |best, class| if scores[class] > scores[best] { class } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_equal_scores_wins() {
        assert_eq!(best(&[0.0, 3.0, 3.0, -1.0]), 1);
        assert_eq!(best(&[5.0]), 0);
    }
}
