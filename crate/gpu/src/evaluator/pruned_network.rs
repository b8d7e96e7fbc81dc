//! The networks that answer, one after the other, and what leads from each to the next.

use std::ops::Range;

use goodnet_core::{Masks, SumRefresh};

use crate::kernels::Step;

/// A network with some channels pruned, which answers for all images.
pub(super) struct PrunedNetwork {
    /// The steps that lead to it from the network before; step 0 prunes nothing.
    pub(super) steps: Range<usize>,
    /// Whether the sums are taken anew.
    pub(super) refresh: bool,
    /// For each set, the steps that change any image of it.
    pub(super) live: [Vec<usize>; 2],
}

impl PrunedNetwork {
    /// The networks of `masks` on a cut of `channels` channels. `live` has a word for each of these, for the clean and for the
    /// poisoned images: 0 where pruning it changes none of them.
    pub(super) fn all(masks: &Masks, channels: usize, live: [&[u32]; 2]) -> Vec<Self> {
        let mut sums = SumRefresh::new(channels);
        let mut before = 0;
        let network = |(index, &pruned): (usize, &usize)| {
            let steps = before + 1..pruned + 1;
            before = pruned;
            let changing = |live: &[u32]| steps.clone().filter(|step| live[masks.channels[step - 1]] != 0).collect();
            let due = sums.due(channels - pruned);
            Self { refresh: index == 0 || due, live: live.map(changing), steps }
        };
        masks.pruned.iter().enumerate().map(network).collect()
    }

    /// Whether anything has to be computed for a set.
    pub(super) fn changes(&self, set: usize) -> bool {
        self.refresh || !self.live[set].is_empty()
    }
}

/// The steps of `masks`: the first prunes nothing, and each of the others one channel, whose plane then holds its constant of
/// `planes`.
pub(super) fn steps(masks: &Masks, planes: &[f32]) -> Vec<Step> {
    let network = |pruned: usize| masks.pruned.iter().position(|&most| most >= pruned).unwrap_or(0) as u32;
    let step = |(&channel, pruned): (&usize, usize)| Step {
        channel: channel as u32,
        constant: planes[channel],
        network: network(pruned),
        padding: 0,
    };
    std::iter::once(Step::default()).chain(masks.channels.iter().zip(1..).map(step)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use goodnet_core::{Bias, SetPair};

    fn masks(channels: &[usize], pruned: &[usize]) -> Masks {
        let (channels, pruned) = (channels.to_vec(), pruned.to_vec());
        Masks { on: SetPair::Validation, channels, bias: Bias::Zero, pruned, closely: None }
    }

    #[test]
    fn a_network_is_reached_by_the_steps_since_the_one_before_that_change_an_image() {
        let networks = PrunedNetwork::all(&masks(&[3, 0, 2, 1], &[0, 1, 4]), 8, [&[1, 0, 0, 1], &[0, 0, 1, 0]]);
        let steps: Vec<_> = networks.iter().map(|network| network.steps.clone()).collect();
        assert_eq!(steps, [1..1, 1..2, 2..5]);
        let live: Vec<_> = networks.iter().map(|network| network.live.clone()).collect();
        assert_eq!(live, [[vec![], vec![]], [vec![1], vec![]], [vec![2], vec![3]]]);
        // The first takes its sums, and the last has pruned half of the channels that they were taken from.
        assert_eq!(networks.iter().map(|network| network.refresh).collect::<Vec<_>>(), [true, false, true]);
        assert_eq!([0, 1].map(|set| networks[1].changes(set)), [true, false]);
    }

    #[test]
    fn a_step_counts_for_the_next_network_that_answers() {
        let steps = steps(&masks(&[3, 0, 2], &[0, 1, 3]), &[0.5, 1.5, 2.5, 3.5]);
        let steps: Vec<_> = steps.iter().map(|step| (step.channel, step.constant, step.network)).collect();
        assert_eq!(steps, [(0, 0.0, 0), (3, 3.5, 1), (0, 0.5, 2), (2, 2.5, 2)]);
    }
}
