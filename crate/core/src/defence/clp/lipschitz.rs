//! How much a channel can amplify: an upper bound of its Lipschitz constant, as the paper's section 4.1 has it for a convolution without
//! normalisation.

use crate::network::Filters;

/// How often the matrix is squared: its power is then 2^12, and a second direction that is a hundredth shorter is gone.
const SQUARINGS: usize = 12;

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
    let gram = gram(matrix, columns);
    let size = gram.len().isqrt();
    // A high power of the matrix is nearly the projection on the direction that is looked for, so its longest column is nearly that
    // direction.
    let mut power = gram.clone();
    for _ in 0..SQUARINGS {
        let trace: f64 = (0..size).map(|i| power[i * size + i]).sum();
        if trace == 0.0 {
            return 0.0;
        }
        power.iter_mut().for_each(|value| *value /= trace);
        power = square(&power, size);
    }
    let longest = (0..size).max_by(|&a, &b| power[a * size + a].total_cmp(&power[b * size + b])).unwrap_or(0);
    let direction = &power[longest * size..][..size];
    let length: f64 = direction.iter().map(|part| part * part).sum();
    let stretched: f64 = (gram.chunks_exact(size).zip(direction))
        .map(|(row, part)| part * row.iter().zip(direction).map(|(a, b)| a * b).sum::<f64>())
        .sum();
    if length == 0.0 { 0.0 } else { (stretched / length).sqrt() }
}

/// The products of a matrix's columns, or of its rows where these are fewer: the largest eigenvalue is the same. Square, row-major.
fn gram(matrix: &[f32], columns: usize) -> Vec<f64> {
    let rows = matrix.len() / columns.max(1);
    let size = rows.min(columns);
    let value = |row: usize, column: usize| f64::from(matrix[row * columns + column]);
    let mut gram = vec![0.0; size * size];
    for i in 0..size {
        for j in 0..=i {
            let product: f64 = if rows < columns {
                (0..columns).map(|column| value(i, column) * value(j, column)).sum()
            } else {
                (0..rows).map(|row| value(row, i) * value(row, j)).sum()
            };
            gram[i * size + j] = product;
            gram[j * size + i] = product;
        }
    }
    gram
}

/// A symmetric matrix times itself.
fn square(matrix: &[f64], size: usize) -> Vec<f64> {
    let rows: Vec<&[f64]> = matrix.chunks_exact(size).collect();
    rows.iter().flat_map(|a| rows.iter().map(|b| a.iter().zip(*b).map(|(a, b)| a * b).sum())).collect()
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
        // The longest column is perpendicular to the direction that counts: sqrt(10) against three of length 3.
        let wide = [10.0_f32.sqrt(), 0.0, 0.0, 0.0, 0.0, 3.0, 3.0, 3.0];
        assert!((spectral_norm(&wide, 4) - 27.0_f64.sqrt()).abs() < 1e-9);
        let tall: Vec<f32> = (0..4).flat_map(|column| [wide[column], wide[4 + column]]).collect();
        assert!((spectral_norm(&tall, 2) - 27.0_f64.sqrt()).abs() < 1e-9);
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
