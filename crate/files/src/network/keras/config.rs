//! A layer's options, as its JSON has them.

use serde_json::{Map, Value};

/// What is wrong with a layer, as the rest of a sentence.
pub(super) type Refusal = String;

/// A layer's options.
pub(super) struct Config<'a>(pub(super) &'a Map<String, Value>);

impl Config<'_> {
    /// A word; nothing where it is not said.
    pub(super) fn text(&self, key: &str) -> &str {
        self.0.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    pub(super) fn number(&self, key: &str) -> Option<f64> {
        self.0.get(key).and_then(Value::as_f64)
    }

    /// Two sides: `[3, 3]`, or 3 for both.
    pub(super) fn pair(&self, key: &str, default: Option<[usize; 2]>) -> Result<[usize; 2], Refusal> {
        let side = |value: &Value| value.as_u64().and_then(|side| usize::try_from(side).ok()).filter(|&side| side > 0);
        let pair = match self.0.get(key) {
            None | Some(Value::Null) => default,
            Some(Value::Array(sides)) => match sides.as_slice() {
                [height, width] => side(height).zip(side(width)).map(<[usize; 2]>::from),
                _ => None,
            },
            Some(both) => side(both).map(|side| [side, side]),
        };
        pair.ok_or_else(|| format!("has no {key} that makes sense"))
    }

    /// Whether the axis is the last of `last + 1`, which stands for colour.
    pub(super) fn axis_is_last(&self, last: i64) -> bool {
        let axis = match self.0.get("axis") {
            Some(Value::Array(axes)) => axes.first().filter(|_| axes.len() == 1),
            axis => axis,
        };
        axis.and_then(Value::as_i64).is_none_or(|axis| axis == -1 || axis == last)
    }

    /// The height and width of what comes out where windows go over an image, and ONNX' name for the padding.
    pub(super) fn windows(
        &self,
        [_, height, width]: [usize; 3],
        window: [usize; 2],
        strides: [usize; 2],
        dilations: [usize; 2],
    ) -> Result<([usize; 2], &'static str), Refusal> {
        let valid = |size: usize, side: usize| {
            let reach = (window[side] - 1).saturating_mul(dilations[side]).saturating_add(1);
            size.checked_sub(reach).map(|room| room / strides[side] + 1)
        };
        let same = |size: usize, side: usize| Some(size.div_ceil(strides[side]));
        let (sides, auto_pad) = match self.text("padding") {
            "valid" | "" => ([valid(height, 0), valid(width, 1)], "VALID"),
            "same" => ([same(height, 0), same(width, 1)], "SAME_UPPER"),
            other => return Err(format!("has the padding `{other}`, which goodnet does not know")),
        };
        match sides {
            [Some(height), Some(width)] => Ok(([height, width], auto_pad)),
            _ => Err("has windows larger than the image".into()),
        }
    }
}
