//! Layers without weights: pools, and what changes shapes or puts branches together.

use goodnet_onnx::Attribute;
use serde_json::Value;

use super::super::architecture::Layer;
use super::super::config::{Config, Refusal};
use super::writer::{Form, Made, Writer};

impl Writer<'_> {
    pub(super) fn pool(&mut self, layer: &Layer, op: &str, input: &Made) -> Result<Made, Refusal> {
        let config = Config(&layer.config);
        let [channels, ..] = input.image()?;
        let window = config.pair("pool_size", Some([2, 2]))?;
        let strides = config.pair("strides", Some(window))?;
        let ([height, width], auto_pad) = config.windows(input.image()?, window, strides, [1, 1])?;
        let form = Form::Image([channels, height, width]);
        let ints = |pair: [usize; 2]| pair.map(|side| side as i64);
        self.graph.node(
            op,
            &layer.name,
            &[&input.tensor],
            &layer.name,
            &[
                Attribute::Text("auto_pad", auto_pad),
                Attribute::Ints("kernel_shape", &ints(window)),
                Attribute::Ints("strides", &ints(strides)),
            ],
        );
        Ok(Made { tensor: layer.name.clone(), form })
    }

    pub(super) fn global_average(&mut self, layer: &Layer, input: &Made) -> Result<Made, Refusal> {
        let [channels, ..] = input.image()?;
        if layer.config.get("keepdims").and_then(Value::as_bool) == Some(true) {
            return Err("keeps height and width, which goodnet does not know".into());
        }
        let pooled = format!("{}/mean", layer.name);
        self.graph.node("GlobalAveragePool", &pooled, &[&input.tensor], &pooled, &[]);
        self.graph.node("Flatten", &layer.name, &[&pooled], &layer.name, &[]);
        Ok(Made { tensor: layer.name.clone(), form: Form::Row(channels) })
    }

    pub(super) fn flatten(&mut self, layer: &Layer, input: &Made) -> Made {
        let Form::Image([channels, height, width]) = input.form else { return input.clone() };
        let turned = format!("{}/colour_last", layer.name);
        self.graph.node("Transpose", &turned, &[&input.tensor], &turned, &[Attribute::Ints("perm", &[0, 2, 3, 1])]);
        self.graph.node("Flatten", &layer.name, &[&turned], &layer.name, &[]);
        Made { tensor: layer.name.clone(), form: Form::Row(channels * height * width) }
    }

    pub(super) fn add(&mut self, layer: &Layer, first: &Made, rest: &[Made]) -> Result<Made, Refusal> {
        let mut sum = first.clone();
        for (index, next) in rest.iter().enumerate() {
            if next.form != first.form {
                return Err("adds up what is not of one shape".into());
            }
            let tensor = if index + 1 == rest.len() { layer.name.clone() } else { format!("{}/{index}", layer.name) };
            self.graph.node("Add", &tensor, &[&sum.tensor, &next.tensor], &tensor, &[]);
            sum.tensor = tensor;
        }
        Ok(sum)
    }

    pub(super) fn concatenate(&mut self, layer: &Layer, first: &Made, rest: &[Made]) -> Result<Made, Refusal> {
        let last = if matches!(first.form, Form::Row(_)) { 1 } else { 3 };
        if !Config(&layer.config).axis_is_last(last) {
            return Err("does not join channels".into());
        }
        let mut form = first.form;
        for next in rest {
            form = match (form, next.form) {
                (Form::Row(a), Form::Row(b)) => Form::Row(a + b),
                (Form::Image([a, height, width]), Form::Image([b, h, w])) if [height, width] == [h, w] => {
                    Form::Image([a + b, height, width])
                }
                _ => return Err("joins what does not fit together".into()),
            };
        }
        let inputs: Vec<&str> = std::iter::once(first).chain(rest).map(|made| made.tensor.as_str()).collect();
        self.graph.node("Concat", &layer.name, &inputs, &layer.name, &[Attribute::Int("axis", 1)]);
        Ok(Made { tensor: layer.name.clone(), form })
    }
}
