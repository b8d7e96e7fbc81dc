//! A convolution's filters in Keras' order and in ONNX'.

/// Filters `[height, width, in, out]`, as Keras has them, as `[out, in, height, width]`, as ONNX has them.
pub(super) fn onnx_order([height, width, inputs, filters]: [usize; 4], values: &[f32]) -> Vec<f32> {
    let mut turned = Vec::with_capacity(values.len());
    for filter in 0..filters {
        for input in 0..inputs {
            for tap in 0..height * width {
                turned.push(values[(tap * inputs + input) * filters + filter]);
            }
        }
    }
    turned
}

/// The way back: `shape` is Keras' `[height, width, in, out]`, too.
pub(super) fn keras_order([height, width, inputs, filters]: [usize; 4], values: &[f32]) -> Vec<f32> {
    let taps = height * width;
    let mut turned = Vec::with_capacity(values.len());
    for tap in 0..taps {
        for input in 0..inputs {
            for filter in 0..filters {
                turned.push(values[(filter * inputs + input) * taps + tap]);
            }
        }
    }
    turned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_turned_and_turned_back() {
        // One row, two columns, two inputs, three filters; the value says where it was.
        let (shape, values) = ([1, 2, 2, 3], (0..12).map(|at| at as f32).collect::<Vec<_>>());
        let turned = onnx_order(shape, &values);
        assert_eq!(turned, [0.0, 6.0, 3.0, 9.0, 1.0, 7.0, 4.0, 10.0, 2.0, 8.0, 5.0, 11.0]);
        assert_eq!(keras_order(shape, &turned), values);
    }
}
