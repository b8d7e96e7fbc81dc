//! When sums that follow pruning step by step are taken anew.

/// Says when. What is left of a sum may be small beside what was taken off it, and so would be its last digits: half of the
/// channels that sums were taken from are pruned at most before they are taken from the others.
#[derive(Debug, Clone, Copy)]
pub struct SumRefresh {
    /// The channels that the sums were last taken from.
    taken_from: usize,
}

impl SumRefresh {
    /// For sums that are taken from all `channels`.
    pub fn new(channels: usize) -> Self {
        Self { taken_from: channels }
    }

    /// Whether the sums have to be taken anew, now that `left` channels are not pruned; they are taken from these then.
    pub fn due(&mut self, left: usize) -> bool {
        let due = 2 * left <= self.taken_from;
        if due {
            self.taken_from = left;
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_taken_anew_whenever_half_of_their_channels_are_pruned() {
        let mut refresh = SumRefresh::new(10);
        let due: Vec<usize> = (0..=10).rev().filter(|&left| refresh.due(left)).collect();
        assert_eq!(due, [5, 2, 1, 0]);
        assert!(refresh.due(0), "nothing is left of no channel");
    }
}
