//! What is done with whole rows of numbers. None is inlined: callers are compiled to be small, and these to be fast.

/// The sum of the products.
#[inline(never)]
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    fold(a, b, |a, b| a * b)
}

/// How far apart two points are.
#[inline(never)]
pub fn distance(a: &[f32], b: &[f32]) -> f32 {
    fold(a, b, |a, b| (a - b) * (a - b)).sqrt()
}

/// `sums[i] += values[i]`.
#[inline(never)]
pub fn add(sums: &mut [f32], values: &[f32]) {
    sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
}

/// What is below zero becomes zero.
#[inline(never)]
pub fn relu(values: &mut [f32]) {
    // Not `max`, which is a call in WebAssembly; and a NaN stays one.
    values.iter_mut().for_each(|value| *value = if *value < 0.0 { 0.0 } else { *value });
}

/// The largest of some numbers, whatever its sign, but 1 at least; nothing where one of them is not finite.
#[inline(never)]
pub fn largest_magnitude(values: &[f32]) -> Option<f32> {
    // Eight at once, which the compiler keeps in vectors.
    let mut largest = [1.0_f32; 8];
    let mut finite = true;
    let (chunks, rest) = values.as_chunks::<8>();
    for chunk in chunks {
        for (largest, value) in largest.iter_mut().zip(chunk) {
            let size = value.abs();
            finite &= size <= f32::MAX;
            *largest = if size > *largest { size } else { *largest };
        }
    }
    finite &= rest.iter().all(|value| value.is_finite());
    let scale = largest.into_iter().chain(rest.iter().map(|value| value.abs())).fold(1.0, f32::max);
    finite.then_some(scale)
}

/// The `most` largest of some numbers, the one at `except` left out: their places and they, best first, the first of equals first; and
/// the largest of all others, or minus infinity.
#[inline(never)]
pub fn largest(values: &[f32], except: usize, most: usize) -> (Vec<(usize, f32)>, f32) {
    const AT_ONCE: usize = 16;
    let mut best: Vec<(usize, f32)> = Vec::with_capacity(most + 2);
    let mut bar = f32::NEG_INFINITY;
    for (chunk, values) in values.chunks(AT_ONCE).enumerate() {
        // Most chunks hold nothing of interest, and a look at all of them together tells.
        if !values.iter().fold(false, |any, &value| any | (value > bar)) {
            continue;
        }
        for (place, &value) in values.iter().enumerate() {
            let place = chunk * AT_ONCE + place;
            if value > bar && place != except {
                let at = best.partition_point(|better| better.1 >= value);
                best.insert(at, (place, value));
                best.truncate(most + 1);
                bar = best.get(most).map_or(f32::NEG_INFINITY, |last| last.1);
            }
        }
    }
    let rest = if best.len() > most { best.pop().map_or(bar, |last| last.1) } else { f32::NEG_INFINITY };
    (best, rest)
}

/// Fills a plane of values with a constant and writes to `change` what that adds to each; false where it changes no bit.
#[inline(never)]
pub fn overwrite(plane: &mut [f32], constant: f32, change: &mut [f32]) -> bool {
    if plane.iter().all(|value| value.to_bits() == constant.to_bits()) {
        return false;
    }
    for (value, change) in plane.iter_mut().zip(change) {
        *change = constant - *value;
        *value = constant;
    }
    true
}

/// Adds `change[place] * weights[place]` to the sums, for some places of a plane; `weights` are f32 `[places, sums]`.
#[inline(never)]
pub fn shift(sums: &mut [f32], places: &[usize], change: &[f32], weights: &[f32]) {
    let columns = sums.len();
    // Four places at once: a sum is loaded and stored once for all of them.
    let mut at = 0;
    while let (Some(places), Some(weights)) = (places.get(at..at + 4), weights.get(at * columns..)) {
        let change = [change[places[0]], change[places[1]], change[places[2]], change[places[3]]];
        let (a, rest) = weights.split_at(columns);
        let (b, rest) = rest.split_at(columns);
        let (c, rest) = rest.split_at(columns);
        let weights = a.iter().zip(b).zip(c).zip(rest);
        for (sum, (((a, b), c), d)) in sums.iter_mut().zip(weights) {
            *sum += (change[0] * a + change[1] * b) + (change[2] * c + change[3] * d);
        }
        at += 4;
    }
    for (&place, weights) in places[at..].iter().zip(weights[at * columns..].chunks_exact(columns)) {
        sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += change[place] * weight);
    }
}

/// Puts the values of `[places, channels]` as `[channels, places]` behind `out`.
#[inline(never)]
pub fn append_channels_first(out: &mut Vec<f32>, values: &[f32], channels: usize) {
    out.extend((0..channels).flat_map(|channel| values[channel..].iter().step_by(channels)));
}

/// The sum of `term` over two slices, in eight sums that the compiler keeps in vectors.
#[inline(always)]
fn fold(a: &[f32], b: &[f32], term: impl Fn(f32, f32) -> f32) -> f32 {
    const SUMS: usize = 8;
    let (a_chunks, a_rest) = a.as_chunks::<SUMS>();
    let (b_chunks, b_rest) = b.as_chunks::<SUMS>();
    let mut sums = [0.0; SUMS];
    for (a, b) in a_chunks.iter().zip(b_chunks) {
        for (sum, (&a, &b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += term(a, b);
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(&a, &b)| term(a, b)).sum();
    sums.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Small whole numbers, of which every sum is exact.
    fn numbers(count: usize, step: usize) -> Vec<f32> {
        (0..count).map(|index| ((index * step) % 13) as f32 - 6.0).collect()
    }

    #[test]
    fn products_and_distances_of_any_length() {
        for count in [0, 1, 7, 8, 9, 160] {
            let (a, b) = (numbers(count, 5), numbers(count, 7));
            let products: f32 = a.iter().zip(&b).map(|(a, b)| a * b).sum();
            let squares: f32 = a.iter().zip(&b).map(|(a, b)| (a - b).powi(2)).sum();
            assert_eq!(dot(&a, &b), products, "{count}");
            assert_eq!(distance(&a, &b), squares.sqrt(), "{count}");
        }
    }

    #[test]
    fn the_largest_magnitude_is_one_at_least_and_of_finite_numbers() {
        assert_eq!(largest_magnitude(&[0.5; 20]), Some(1.0));
        let mut values = numbers(19, 3);
        for (place, wrong) in [(3, f32::NAN), (18, f32::INFINITY)] {
            values[place] = -70.0;
            assert_eq!(largest_magnitude(&values), Some(70.0), "{place}");
            values[place] = wrong;
            assert_eq!(largest_magnitude(&values), None, "{place}");
            values[place] = 0.0;
        }
    }

    #[test]
    fn the_largest_come_first_and_the_rest_is_below_them() {
        let values = numbers(50, 7);
        let mut sorted: Vec<(usize, f32)> = values.iter().copied().enumerate().filter(|value| value.0 != 10).collect();
        sorted.sort_by(|a, b| b.1.total_cmp(&a.1));
        for most in [1, 24, 48] {
            let (best, rest) = largest(&values, 10, most);
            assert_eq!(best, sorted[..most]);
            assert_eq!(rest, sorted[most].1);
        }
        assert_eq!(largest(&values, 10, 60), (sorted, f32::NEG_INFINITY));
    }

    #[test]
    fn a_plane_that_holds_the_constant_already_is_told() {
        let (mut plane, mut change) = (vec![1.0, 3.0], vec![0.0; 2]);
        assert!(overwrite(&mut plane, 3.0, &mut change));
        assert_eq!((&plane[..], &change[..]), ([3.0, 3.0].as_slice(), [2.0, 0.0].as_slice()));
        assert!(!overwrite(&mut plane, 3.0, &mut change));
        assert!(overwrite(&mut [0.0], -0.0, &mut [0.0]), "to the bit");
    }

    #[test]
    fn sums_are_shifted_by_any_number_of_places() {
        let change = numbers(9, 4);
        for count in 1..=9 {
            let places: Vec<usize> = (0..count).map(|place| (place * 2) % 9).collect();
            let (weights, mut sums) = (numbers(count * 5, 3), numbers(5, 2));
            let wanted: Vec<f32> = (0..5)
                .map(|sum| sums[sum] + (0..count).map(|row| change[places[row]] * weights[row * 5 + sum]).sum::<f32>())
                .collect();
            shift(&mut sums, &places, &change, &weights);
            assert_eq!(sums, wanted, "{count}");
        }
    }

    #[test]
    fn channels_come_first() {
        let mut out = vec![9.0];
        append_channels_first(&mut out, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 2);
        assert_eq!(out, [9.0, 1.0, 3.0, 5.0, 2.0, 4.0, 6.0]);
    }
}
