//! Which numbers a network takes for pixels, found by asking it.
//!
//! A network answers many images right with the wrong numbers, too: that a scale has one more right answer says little. So where the
//! difference is not large, what counts is also how much probability the right labels get. Larger numbers make any network surer, so that this speaks for 0 to 255 only
//! where the network is not sure with 0 to 1. Where that leaves it open, more images are asked about, poisoned ones too, and
//! where it stays open, somebody has to say it.

use goodnet_data::{Error, ImageSet, Result, Scale};

use crate::images::Images;
use crate::metrics::{softmax, top_class};
use crate::network::Network;

/// How many clean images are tried.
const TRIED: usize = 200;

/// How many clean images and how many poisoned ones are tried where the first leave it open.
const TRIED_LONGER: [usize; 2] = [1000, 200];

/// So many images are enough for right answers alone to tell, where they differ by more than a fifth.
const MANY: usize = 20;

/// How many times as probable the labels have to be, all together.
const ODDS: f64 = 1000.0;

/// Which scale a network's answers speak for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FoundInputRange {
    /// What the network takes.
    pub scale: Scale,
    /// Whether the images' own values decided, for the answers did not.
    as_stored: bool,
    clean: Trial,
    poisoned: Trial,
}

impl FoundInputRange {
    /// Finds out whether a network takes 0 to 255 or 0 to 1. `stored` is the scale in which the images were stored: images of 0 to 1 are
    /// what a network was given that takes these, where its answers leave it open.
    ///
    /// # Errors
    /// [`Error::InputRange`] when it stays open; [`Error::ImageShape`] or [`Error::LabelRange`] when the images do not fit the network;
    /// [`Error::Graph`] when tract cannot run it.
    pub fn find(network: &Network, images: &Images, stored: Scale) -> Result<Self> {
        let clean = Trial::run(network, &images.validation, TRIED)?;
        if let Some(scale) = clean.decided() {
            return Ok(Self { scale, as_stored: false, clean, poisoned: Trial::default() });
        }
        let more = images.validation.len() > TRIED;
        let clean = if more { Trial::run(network, &images.validation, TRIED_LONGER[0])? } else { clean };
        let poisoned = Trial::run(network, &images.poisoned_validation, TRIED_LONGER[1])?;
        match (clean.decided().or_else(|| clean.and(poisoned).decided()), stored) {
            (Some(scale), _) => Ok(Self { scale, as_stored: false, clean, poisoned }),
            (None, Scale::Unit) => Ok(Self { scale: Scale::Unit, as_stored: true, clean, poisoned }),
            (None, Scale::Bytes) => Err(Error::InputRange { found: clean.to_string() }),
        }
    }
}

impl std::fmt::Display for FoundInputRange {
    /// What was found, and how, as a sentence.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "the network takes pixels of {}: {}", self.scale, self.clean)?;
        if self.poisoned.images > 0 {
            write!(out, "; and of poisoned ones {}", self.poisoned)?;
        }
        if self.as_stored {
            write!(out, "; these leave it open, so it is what the images are stored as")?;
        }
        Ok(())
    }
}

/// What a network answers with either scale, by [`Scale::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Trial {
    images: usize,
    /// Images that get their label.
    hits: [usize; 2],
    /// The logarithm of the probability that the labels get, all together.
    likelihood: [f64; 2],
}

impl Trial {
    /// Asks about images from the whole set, for a file may be sorted by person.
    fn run(network: &Network, set: &ImageSet, most: usize) -> Result<Self> {
        set.check(network.input(), network.classes())?;
        let mut trial = Self { images: set.len().min(most), ..Self::default() };
        let chosen: Vec<usize> = (0..trial.images).map(|index| index * set.len() / trial.images).collect();
        let pixels: Vec<u8> = chosen.iter().flat_map(|&index| set.pixels(index..index + 1)).copied().collect();
        for (at, scale) in Scale::ALL.into_iter().enumerate() {
            let scores = network.classify_as(&pixels, scale)?;
            for (scores, index) in scores.chunks_exact(network.classes()).zip(&chosen) {
                let label = set.labels()[*index];
                let share = f64::from(softmax(scores)[label as usize]);
                // What is no number is no answer; `max` takes the other one.
                trial.hits[at] += usize::from(share.is_finite() && top_class(scores).0 == label);
                trial.likelihood[at] += share.max(f64::from(f32::MIN_POSITIVE)).ln();
            }
        }
        Ok(trial)
    }

    /// Two trials as one.
    fn and(self, other: Self) -> Self {
        let [a, b] = [0, 1].map(|at| (self.hits[at] + other.hits[at], self.likelihood[at] + other.likelihood[at]));
        Self { images: self.images + other.images, hits: [a.0, b.0], likelihood: [a.1, b.1] }
    }

    /// Whether right answers alone tell.
    fn tells_by_hits(&self) -> bool {
        self.images >= MANY && self.hits[0].abs_diff(self.hits[1]) * 5 > self.images
    }

    /// The probability that a label gets, 0 to 1: the geometric mean.
    fn mean_share(&self, at: usize) -> f64 {
        (self.likelihood[at] / self.images.max(1) as f64).exp()
    }

    /// The scale that has far more right answers; else the one that has at least as many and makes the labels [`ODDS`] times as
    /// probable, 0 to 255 only where the network is not sure with 0 to 1.
    fn decided(&self) -> Option<Scale> {
        if self.tells_by_hits() {
            return Some(if self.hits[0] > self.hits[1] { Scale::Bytes } else { Scale::Unit });
        }
        let wins = |at: usize, other: usize| {
            self.hits[at] >= self.hits[other] && self.likelihood[at] - self.likelihood[other] > ODDS.ln()
        };
        match (wins(0, 1), wins(1, 0)) {
            (true, _) if self.mean_share(1) < 0.5 => Some(Scale::Bytes),
            (_, true) => Some(Scale::Unit),
            _ => None,
        }
    }
}

impl std::fmt::Display for Trial {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ([bytes, unit], images) = (self.hits, self.images);
        let plural = if images == 1 { "image" } else { "images" };
        write!(out, "{bytes} of {images} {plural} right with 0 to 255, {unit} with 0 to 1")?;
        if self.tells_by_hits() {
            return Ok(());
        }
        let [bytes, unit] = [0, 1].map(|at| 100.0 * self.mean_share(at));
        write!(out, " (a label gets {bytes:.1}% and {unit:.1}% of the probability on average)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trial(images: usize, hits: [usize; 2], shares: [f64; 2]) -> Trial {
        Trial { images, hits, likelihood: shares.map(|share: f64| share.ln() * images as f64) }
    }

    #[test]
    fn a_scale_is_taken_where_answers_and_probability_agree() {
        let cases = [
            ("a network of 1,283 people that takes bytes", trial(200, [196, 11], [0.9, 0.001]), Some(Scale::Bytes)),
            ("the same, as good with 0 to 1, and unsure", trial(200, [196, 195], [0.9, 0.002]), Some(Scale::Bytes)),
            ("a network that takes 0 to 1", trial(200, [20, 190], [1e-20, 0.8]), Some(Scale::Unit)),
            (
                "digits: one more is right with 0 to 1, and errors are sure",
                trial(200, [198, 199], [0.08, 0.97]),
                Some(Scale::Unit),
            ),
            ("digits: as many, and errors are sure", trial(200, [198, 198], [0.08, 0.97]), Some(Scale::Unit)),
            ("digits: all are right, and any network is surer of bytes", trial(200, [200, 200], [1.0, 0.97]), None),
            ("one more is right with bytes, and it is less sure", trial(200, [199, 198], [0.5, 0.97]), None),
            ("both answer the same, as probable", trial(200, [150, 150], [0.3, 0.3]), None),
            ("random weights, which are sure of nothing", trial(150, [150, 71], [0.4, 0.4]), Some(Scale::Bytes)),
            ("three faces, two more with 0 to 1", trial(3, [1, 3], [1e-12, 0.9]), Some(Scale::Unit)),
            ("three faces, two more with bytes, and as probable", trial(3, [3, 1], [0.4, 0.4]), None),
            ("one face that says little", trial(1, [1, 1], [0.9, 0.4]), None),
            ("no image", Trial::default(), None),
        ];
        for (what, trial, wanted) in cases {
            assert_eq!(trial.decided(), wanted, "{what}");
        }
    }

    #[test]
    fn trials_are_taken_together() {
        let both = trial(10, [5, 6], [0.5, 0.25]).and(trial(30, [1, 2], [0.5, 0.25]));
        assert_eq!((both.images, both.hits), (40, [6, 8]));
        assert!((both.mean_share(0) - 0.5).abs() < 1e-12 && (both.mean_share(1) - 0.25).abs() < 1e-12);
    }

    #[test]
    fn probabilities_are_told_where_right_answers_are_as_many() {
        assert_eq!(
            trial(200, [196, 11], [0.9, 0.1]).to_string(),
            "196 of 200 images right with 0 to 255, 11 with 0 to 1"
        );
        assert_eq!(
            trial(1, [1, 1], [0.9, 0.4]).to_string(),
            "1 of 1 image right with 0 to 255, 1 with 0 to 1 (a label gets 90.0% and 40.0% of the probability on average)"
        );
    }
}
