//! How much a channel can amplify: an upper bound of its Lipschitz constant, as the paper's section 4.1 has it.

use crate::network::Filters;

/// Rounds of the power iteration; a filter's matrix has at most a few dozen columns.
const ROUNDS: usize = 500;

/// Each channel's bound: the spectral norm of its filter, read as a matrix of input channels by taps.
pub(super) fn constants(filters: &Filters) -> Vec<f64> {
    let size = filters.inputs * filters.taps;
    filters.weights.chunks_exact(size).map(|filter| spectral_norm(filter, filters.taps)).collect()
}

/// The channels that are more than `u` standard deviations above the mean, in their order.
pub(super) fn outliers(constants: &[f64], u: f64) -> Vec<usize> {
    let count = constants.len() as f64;
    let mean = constants.iter().sum::<f64>() / count;
    // Of a sample, as the authors' code computes it.
    let squares: f64 = constants.iter().map(|constant| (constant - mean).powi(2)).sum();
    let bar = mean + u * (squares / (count - 1.0).max(1.0)).sqrt();
    constants.iter().enumerate().filter(|(_, constant)| **constant > bar).map(|(channel, _)| channel).collect()
}

/// The largest singular value of a matrix with rows of `columns` values.
fn spectral_norm(matrix: &[f32], columns: usize) -> f64 {
    let mut gram = vec![0.0; columns * columns];
    for row in matrix.chunks_exact(columns) {
        for (i, &a) in row.iter().enumerate() {
            for (j, &b) in row.iter().enumerate() {
                gram[i * columns + j] += f64::from(a) * f64::from(b);
            }
        }
    }
    // From the longest column on: it is not perpendicular to the direction that is looked for, but for one that is as long.
    let longest = (0..columns).max_by(|&a, &b| gram[a * columns + a].total_cmp(&gram[b * columns + b])).unwrap_or(0);
    let mut direction: Vec<f64> = gram[longest * columns..][..columns].to_vec();
    let mut value = 0.0;
    for _ in 0..ROUNDS {
        let length = direction.iter().map(|part| part * part).sum::<f64>().sqrt();
        if length == 0.0 {
            return 0.0;
        }
        direction.iter_mut().for_each(|part| *part /= length);
        let next: Vec<f64> =
            gram.chunks_exact(columns).map(|row| row.iter().zip(&direction).map(|(a, b)| a * b).sum()).collect();
        value = next.iter().zip(&direction).map(|(a, b)| a * b).sum();
        direction = next;
    }
    value.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_norm_is_the_largest_singular_value() {
        // [[3, 0], [4, 5]] has the singular values 3 sqrt(5) and sqrt(5).
        assert!((spectral_norm(&[3.0, 0.0, 4.0, 5.0], 2) - 45.0_f64.sqrt()).abs() < 1e-9);
        assert!((spectral_norm(&[1.0, 0.0, 0.0, 1.0], 2) - 1.0).abs() < 1e-9);
        assert_eq!(spectral_norm(&[0.0; 6], 3), 0.0);
        // One row: its length.
        assert!((spectral_norm(&[1.0, 2.0, 2.0], 3) - 3.0).abs() < 1e-9);
    }

    #[test]
    fn outliers_are_above_the_mean_by_deviations_of_a_sample() {
        // Mean 2, deviation of the sample 2.
        let constants = [1.0, 1.0, 1.0, 5.0];
        assert_eq!(outliers(&constants, 1.4), [3]);
        assert_eq!(outliers(&constants, 1.5), Vec::<usize>::new(), "at the bar is not above it");
        assert_eq!(outliers(&[1.0, 1.0], 3.0), Vec::<usize>::new());
    }
}
