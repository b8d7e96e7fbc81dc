//! Layers that have weights: convolutions, dense layers, normalisation.

use goodnet_onnx::Attribute;

use super::super::architecture::Layer;
use super::super::config::{Config, Refusal};
use super::super::filters::onnx_order;
use super::super::weights::Tensor;
use super::writer::{Form, Made, Writer};

impl<'a> Writer<'a> {
    fn weight(&self, layer: &Layer, weight: &str, shape: &[usize]) -> Result<Option<&'a Tensor>, Refusal> {
        match self.weights.find(&layer.name, weight) {
            Some(found) if found.shape != shape => {
                Err(format!("has a {weight} of shape {:?}, but {shape:?} fits", found.shape))
            }
            found => Ok(found),
        }
    }

    /// Writes a weight with one value a channel, and gives its name.
    fn vector(&mut self, layer: &Layer, weight: &str, length: usize, default: Option<f32>) -> Result<String, Refusal> {
        let values = match (self.weight(layer, weight, &[length])?, default) {
            (Some(tensor), _) => tensor.values.clone(),
            (None, Some(value)) => vec![value; length],
            (None, None) => return Err(format!("has no {weight}")),
        };
        let name = format!("{}/{weight}", layer.name);
        self.graph.tensor(&name, &[length], &values);
        Ok(name)
    }

    pub(super) fn convolution(&mut self, layer: &Layer, input: &Made) -> Result<Made, Refusal> {
        let config = Config(&layer.config);
        let [channels, ..] = input.image()?;
        if config.number("groups").unwrap_or(1.0) != 1.0 {
            return Err("works on groups of channels".into());
        }
        let window = config.pair("kernel_size", None)?;
        let kernel = self.weights.find(&layer.name, "kernel").ok_or("has no weights in the file")?;
        let filters = *kernel.shape.last().unwrap_or(&0);
        let shape = [window[0], window[1], channels, filters];
        if kernel.shape != shape {
            return Err(format!(
                "has filters of shape {:?}, but {window:?} pixels of {channels} channels are needed",
                kernel.shape
            ));
        }
        let name = format!("{}/kernel", layer.name);
        self.graph.tensor(&name, &[filters, channels, window[0], window[1]], &onnx_order(shape, &kernel.values));
        let bias = self.vector(layer, "bias", filters, Some(0.0))?;
        let strides = config.pair("strides", Some([1, 1]))?;
        let dilations = config.pair("dilation_rate", Some([1, 1]))?;
        let ([height, width], auto_pad) = config.windows(input.image()?, window, strides, dilations)?;
        let form = Form::Image([filters, height, width]);
        let ints = |pair: [usize; 2]| pair.map(|side| side as i64);
        let tensor = format!("{}/sum", layer.name);
        self.graph.node(
            "Conv",
            &layer.name,
            &[&input.tensor, &name, &bias],
            &tensor,
            &[
                Attribute::Text("auto_pad", auto_pad),
                Attribute::Ints("kernel_shape", &ints(window)),
                Attribute::Ints("strides", &ints(strides)),
                Attribute::Ints("dilations", &ints(dilations)),
            ],
        );
        Ok(Made { tensor, form })
    }

    pub(super) fn dense(&mut self, layer: &Layer, input: &Made) -> Result<Made, Refusal> {
        let Form::Row(width) = input.form else {
            return Err("reads an image that was not flattened".into());
        };
        let kernel = self.weights.find(&layer.name, "kernel").ok_or("has no weights in the file")?;
        let &[rows, units] = kernel.shape.as_slice() else {
            return Err(format!("has weights of shape {:?}", kernel.shape));
        };
        if rows != width {
            return Err(format!("has weights of shape {:?}, but reads {width} values", kernel.shape));
        }
        let name = format!("{}/kernel", layer.name);
        self.graph.tensor(&name, &[rows, units], &kernel.values);
        let bias = self.vector(layer, "bias", units, Some(0.0))?;
        let tensor = format!("{}/sum", layer.name);
        self.graph.node("Gemm", &layer.name, &[&input.tensor, &name, &bias], &tensor, &[]);
        Ok(Made { tensor, form: Form::Row(units) })
    }

    pub(super) fn normalisation(&mut self, layer: &Layer, input: &Made) -> Result<Made, Refusal> {
        let config = Config(&layer.config);
        let (length, last) = match input.form {
            Form::Image([channels, ..]) => (channels, 3),
            Form::Row(width) => (width, 1),
        };
        if !config.axis_is_last(last) {
            return Err("does not work on channels".into());
        }
        let inputs = [
            input.tensor.clone(),
            self.vector(layer, "gamma", length, Some(1.0))?,
            self.vector(layer, "beta", length, Some(0.0))?,
            self.vector(layer, "moving_mean", length, None)?,
            self.vector(layer, "moving_variance", length, None)?,
        ];
        let epsilon = config.number("epsilon").unwrap_or(1e-3) as f32;
        self.graph.node(
            "BatchNormalization",
            &layer.name,
            &inputs.each_ref().map(String::as_str),
            &layer.name,
            &[Attribute::Float("epsilon", epsilon)],
        );
        Ok(Made { tensor: layer.name.clone(), form: input.form })
    }
}
