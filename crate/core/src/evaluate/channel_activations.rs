//! How images excite single channels: what is inside a network, for people to look at.

use goodnet_kernels::ConvStage;

/// A few images of a set, kept at the cut.
#[derive(Debug)]
pub struct ChannelActivations {
    /// Which images of the set they are.
    positions: Vec<usize>,
    /// f32 `[images, channels, height, width]`.
    features: Vec<f32>,
    /// `[channels, height, width]`.
    cut: [usize; 3],
}

impl ChannelActivations {
    /// Positions of at most `most` images from all over a set of `images`.
    pub fn positions(images: usize, most: usize) -> Vec<usize> {
        let chosen = images.min(most);
        (0..chosen).map(|index| (2 * index + 1) * images / (2 * chosen)).collect()
    }

    /// The images at some `positions` of a set, with their `features` at a `cut` of `[channels, height, width]`: f32
    /// `[images, channels, height, width]`.
    pub fn new(positions: Vec<usize>, features: Vec<f32>, cut: [usize; 3]) -> Self {
        Self { positions, features, cut }
    }

    /// How many images there are.
    pub fn images(&self) -> usize {
        self.positions.len()
    }

    /// Where in its set an image is.
    pub fn position(&self, image: usize) -> usize {
        self.positions[image]
    }

    /// A channel's plane for an image: f32 `[height, width]`.
    pub fn map(&self, image: usize, channel: usize) -> &[f32] {
        let [channels, height, width] = self.cut;
        &self.features[(image * channels + channel) * height * width..][..height * width]
    }

    /// How much an image excites a channel: the mean of its plane.
    pub fn activation(&self, image: usize, channel: usize) -> f64 {
        let map = self.map(image, channel);
        map.iter().map(|&value| f64::from(value)).sum::<f64>() / map.len() as f64
    }

    /// How much all images together excite a channel: the mean over all of them.
    pub fn mean(&self, channel: usize) -> f64 {
        (0..self.images()).map(|image| self.activation(image, channel)).sum::<f64>() / self.images().max(1) as f64
    }

    /// The images that excite a channel most, the most exciting first; equals in their order.
    pub fn top(&self, channel: usize, most: usize) -> Vec<usize> {
        let mut images: Vec<_> = (0..self.images()).map(|image| (image, self.activation(image, channel))).collect();
        images.sort_by(|a, b| b.1.total_cmp(&a.1));
        images.into_iter().take(most).map(|(image, _)| image).collect()
    }
}

/// What of an image a value after the prefix sees: along each axis (height, width) value `i` sees the pixels from `step * i` to
/// `step * i + size`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReceptiveField {
    /// Pixels from one value to the next.
    pub step: [usize; 2],
    /// Pixels that one value sees.
    pub size: [usize; 2],
}

impl ReceptiveField {
    /// The field of a value after some stages.
    pub fn after(stages: &[ConvStage]) -> Self {
        let mut field = Self { step: [1; 2], size: [1; 2] };
        for stage in stages {
            for ((size, step), kernel) in field.size.iter_mut().zip(&mut field.step).zip(stage.kernel) {
                *size += (kernel - 1) * *step;
                if stage.pool {
                    *size += *step;
                    *step *= 2;
                }
            }
        }
        field
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_come_from_all_over_a_set() {
        assert_eq!(ChannelActivations::positions(10, 3), [1, 5, 8]);
        assert_eq!(ChannelActivations::positions(3, 10), [0, 1, 2]);
        assert_eq!(ChannelActivations::positions(1283, 256).last(), Some(&1280));
    }

    #[test]
    fn the_most_exciting_images_come_first() {
        // Three images, two channels of 1x2.
        let features = vec![0.0, 1.0, 5.0, 5.0, 4.0, 2.0, 0.0, 0.0, 2.0, 4.0, 1.0, 0.0];
        let sample = ChannelActivations::new(vec![7, 8, 9], features, [2, 1, 2]);
        assert_eq!(sample.top(0, 3), [1, 2, 0], "equals keep their order");
        assert_eq!(sample.top(1, 1), [0]);
        assert_eq!(sample.map(2, 0), [2.0, 4.0]);
        assert!((sample.mean(0) - 13.0 / 6.0).abs() < 1e-12);
        assert_eq!(sample.position(2), 9);
    }

    #[test]
    fn a_value_after_deepid_s_third_pool_sees_23_pixels() {
        let stage = |kernel: usize, pool| ConvStage {
            name: String::new(),
            input: [1, 55, 47],
            kernel: [kernel; 2],
            weights: Vec::new(),
            bias: Vec::new(),
            relu: true,
            pool,
        };
        let stages = [stage(4, true), stage(3, true), stage(3, true)];
        assert_eq!(ReceptiveField::after(&stages), ReceptiveField { step: [8; 2], size: [23; 2] });
        assert_eq!(ReceptiveField::after(&stages[..1]), ReceptiveField { step: [2; 2], size: [5; 2] });
        assert_eq!(ReceptiveField::after(&[stage(3, false)]), ReceptiveField { step: [1; 2], size: [3; 2] });
    }
}
