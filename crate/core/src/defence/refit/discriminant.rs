//! Linear discriminant analysis with a ridge: classes whose covariance is the same, each as likely as the others.

/// What an image is to the last layer, and which class it shows.
pub(super) struct Sample<'a> {
    pub(super) features: &'a [f32],
    pub(super) class: usize,
}

/// What the last layer reads of each class, as far as the images tell.
pub(super) struct Classes {
    width: usize,
    /// f64 `[classes, width]`.
    means: Vec<f64>,
    /// The covariance within classes, f64 `[width, width]`, of which the lower half counts.
    covariance: Vec<f64>,
}

/// A dense layer: weights f32 `[classes, width]` and a bias a class.
pub(super) struct Layer {
    pub(super) weights: Vec<f32>,
    pub(super) bias: Vec<f32>,
}

impl Classes {
    /// Means of `images`, of which every class has one; the covariance is that of `images` and their `copies` around these means.
    /// Sums run in the order of the samples.
    pub(super) fn new<'a>(
        classes: usize,
        width: usize,
        images: impl Iterator<Item = Sample<'a>> + Clone,
        copies: impl Iterator<Item = Sample<'a>>,
    ) -> Self {
        let mut means = vec![0.0; classes * width];
        let mut counts = vec![0.0; classes];
        for Sample { features, class } in images.clone() {
            counts[class] += 1.0;
            let mean = &mut means[class * width..][..width];
            mean.iter_mut().zip(features).for_each(|(sum, &value)| *sum += f64::from(value));
        }
        for (mean, count) in means.chunks_exact_mut(width).zip(&counts) {
            mean.iter_mut().for_each(|sum| *sum /= count);
        }
        let mut covariance = vec![0.0; width * width];
        let mut apart = vec![0.0; width];
        let mut samples = 0_usize;
        for Sample { features, class } in images.chain(copies) {
            samples += 1;
            let mean = &means[class * width..][..width];
            apart
                .iter_mut()
                .zip(features.iter().zip(mean))
                .for_each(|(apart, (&value, mean))| *apart = f64::from(value) - mean);
            for (row, &left) in apart.iter().enumerate().filter(|(_, left)| **left != 0.0) {
                let sums = &mut covariance[row * width..][..=row];
                sums.iter_mut().zip(&apart).for_each(|(sum, right)| *sum += left * right);
            }
        }
        let freedom = samples.saturating_sub(classes).max(1) as f64;
        covariance.iter_mut().for_each(|sum| *sum /= freedom);
        Self { width, means, covariance }
    }

    /// The layer for a covariance with `ridge` times the mean of its diagonal added to that.
    pub(super) fn layer(&self, ridge: f64) -> Layer {
        let width = self.width;
        let trace: f64 = (0..width).map(|at| self.covariance[at * width + at]).sum();
        let mut matrix = self.covariance.clone();
        // Images that are all alike within their classes leave a matrix of nothing.
        let added = (ridge * trace / width as f64).max(f64::EPSILON);
        (0..width).for_each(|at| matrix[at * width + at] += added);
        factorise(&mut matrix, width);
        let (mut weights, mut bias) = (Vec::with_capacity(self.means.len()), Vec::new());
        for mean in self.means.chunks_exact(width) {
            let row = solve(&matrix, mean.to_vec());
            bias.push((-0.5 * row.iter().zip(mean).map(|(weight, mean)| weight * mean).sum::<f64>()) as f32);
            weights.extend(row.into_iter().map(|weight| weight as f32));
        }
        Layer { weights, bias }
    }
}

/// The Cholesky factor of a symmetric positive definite matrix, in its lower half.
fn factorise(matrix: &mut [f64], width: usize) {
    for row in 0..width {
        for column in 0..=row {
            let (above, below) = (&matrix[column * width..][..column], &matrix[row * width..][..column]);
            let known: f64 = above.iter().zip(below).map(|(a, b)| a * b).sum();
            let rest = matrix[row * width + column] - known;
            matrix[row * width + column] =
                if row == column { rest.max(f64::MIN_POSITIVE).sqrt() } else { rest / matrix[column * width + column] };
        }
    }
}

/// What the matrix with this factor makes `right` of.
fn solve(factor: &[f64], mut right: Vec<f64>) -> Vec<f64> {
    let width = right.len();
    for row in 0..width {
        let known: f64 = factor[row * width..][..row].iter().zip(&right).map(|(a, b)| a * b).sum();
        right[row] = (right[row] - known) / factor[row * width + row];
    }
    for row in (0..width).rev() {
        right[row] /= factor[row * width + row];
        let solved = right[row];
        right[..row].iter_mut().zip(&factor[row * width..][..row]).for_each(|(value, part)| *value -= part * solved);
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(of: &[([f32; 2], usize)]) -> impl Iterator<Item = Sample<'_>> + Clone {
        of.iter().map(|(features, class)| Sample { features, class: *class })
    }

    #[test]
    fn two_classes_are_told_apart_as_worked_out_by_hand() {
        // Means (1, 0) and (0, 2); around them (+-1, 0) and (0, +-1): the covariance is the identity.
        let images = [([2.0, 0.0], 0), ([0.0, 0.0], 0), ([0.0, 3.0], 1), ([0.0, 1.0], 1)];
        let classes = Classes::new(2, 2, samples(&images), samples(&[]));
        assert_eq!(classes.covariance, [1.0, 0.0, 0.0, 1.0]);
        let Layer { weights, bias } = classes.layer(1.0);
        let close = |found: &[f32], right: &[f32]| found.iter().zip(right).all(|(a, b)| (a - b).abs() < 1e-6);
        assert!(close(&weights, &[0.5, 0.0, 0.0, 1.0]), "{weights:?}");
        assert!(close(&bias, &[-0.25, -1.0]), "{bias:?}");
    }

    #[test]
    fn copies_have_a_say_in_the_covariance_alone() {
        let images = [([1.0, 0.0], 0), ([0.0, 1.0], 1)];
        let alone = Classes::new(2, 2, samples(&images), samples(&[]));
        assert_eq!(alone.covariance, [0.0; 4]);
        assert!(alone.layer(1.0).weights.iter().all(|weight| weight.is_finite()));
        let classes = Classes::new(2, 2, samples(&images), samples(&[([2.0, 2.0], 0), ([1.0, 1.0], 1)]));
        assert_eq!(classes.means, [1.0, 0.0, 0.0, 1.0]);
        // (1, 2) and (1, 0): sums 2, 2, 4 over two samples more than classes.
        assert_eq!([classes.covariance[0], classes.covariance[2], classes.covariance[3]], [1.0, 1.0, 2.0]);
    }

    #[test]
    fn a_solution_solves() {
        let matrix = [4.0, 2.0, 0.6, 2.0, 5.0, 1.5, 0.6, 1.5, 3.0];
        let right = [1.0, -2.0, 0.5];
        let mut factor = matrix;
        factorise(&mut factor, 3);
        let solved = solve(&factor, right.to_vec());
        for (row, right) in matrix.chunks_exact(3).zip(right) {
            assert!((row.iter().zip(&solved).map(|(a, b)| a * b).sum::<f64>() - right).abs() < 1e-12);
        }
    }
}
