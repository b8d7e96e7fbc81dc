//! Ranks channels by how little clean images excite them.

use serde::Serialize;

/// A channel whose activation is below this is dead: clean images do not excite it.
pub const DEAD_BELOW: f64 = 1e-5;

/// A channel and what clean validation images do to it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct RankedChannel {
    /// The channel's index.
    pub channel: usize,
    /// Its activation, as the recipe reads it: a mean or a sum, in activation units.
    pub activation: f64,
    /// Whether the activation is below [`DEAD_BELOW`], 1e-5.
    pub dead: bool,
}

/// The channels in the order in which they are pruned.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Ranking {
    /// Least active first; equals in the order of their indices. Channels that the recipe never prunes are not here.
    pub channels: Vec<RankedChannel>,
    /// The smallest difference between two live channels that are neighbours in the ranking, as a share of the larger:
    /// how close another engine's rounding could come to another order. None with fewer than two live channels.
    pub smallest_gap: Option<f64>,
}

impl Ranking {
    /// Ranks channels by their activation, those that are dead left out or not.
    pub fn new(activations: &[f64], skip_dead: bool) -> Self {
        let mut channels: Vec<_> = activations
            .iter()
            .enumerate()
            .map(|(channel, &activation)| RankedChannel { channel, activation, dead: activation < DEAD_BELOW })
            .filter(|ranked| !skip_dead || !ranked.dead)
            .collect();
        channels.sort_by(|a, b| a.activation.total_cmp(&b.activation));
        let live: Vec<f64> = channels.iter().filter(|ranked| !ranked.dead).map(|ranked| ranked.activation).collect();
        let smallest_gap = live.windows(2).map(|pair| (pair[1] - pair[0]) / pair[1]).min_by(f64::total_cmp);
        Self { channels, smallest_gap }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(ranking: &Ranking) -> Vec<usize> {
        ranking.channels.iter().map(|ranked| ranked.channel).collect()
    }

    #[test]
    fn the_least_active_channel_comes_first_and_equals_keep_their_order() {
        let ranking = Ranking::new(&[0.5, 0.0, 2.0, 0.0, 0.4], false);
        assert_eq!(order(&ranking), [1, 3, 4, 0, 2]);
        assert!((ranking.smallest_gap.unwrap() - 0.2).abs() < 1e-12);
    }

    #[test]
    fn dead_channels_can_be_spared() {
        let ranking = Ranking::new(&[0.5, 9e-6, 1e-5, 0.0], true);
        assert_eq!(order(&ranking), [2, 0]);
        assert_eq!(Ranking::new(&[0.0, 1.0], true).smallest_gap, None);
    }
}
