//! The lab's network, DeepID (Sun, Wang and Tang 2014), as burn trains it.

use burn::module::{Initializer, Module, Param};
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::pool::{MaxPool2d, MaxPool2dConfig};
use burn::nn::{Linear, LinearConfig};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor, TensorData};

use crate::weights::{Parameter, Weights};

/// DeepID with the lab's layer names and shapes: 601,643 parameters for 1,283 people.
///
/// Takes f32 `[N, 3, 55, 47]`, [`centred`] (the exported file takes 0..=255), and gives logits, `[N, identities]`.
#[derive(Module, Debug)]
pub struct DeepId {
    conv_1: Conv2d,
    conv_2: Conv2d,
    conv_3: Conv2d,
    conv_4: Conv2d,
    fc_1: Linear,
    fc_2: Linear,
    output: Linear,
    pool: MaxPool2d,
}

/// A pixel value as the network is trained on it, in -0.5..=0.5: centred inputs are learned from in fewer steps.
pub fn centred(pixel: u8) -> f32 {
    f32::from(pixel) / 255.0 - CENTRE
}

/// Pixels (u8, `[N, C, H, W]`, row-major) as the network takes them.
pub(crate) fn tensor(pixels: &[u8], [channels, height, width]: [usize; 3], device: &Device) -> Tensor<4> {
    let shape = [pixels.len() / (channels * height * width), channels, height, width];
    let values: Vec<f32> = pixels.iter().map(|&pixel| centred(pixel)).collect();
    Tensor::from_data(TensorData::new(values, shape), device)
}

/// What [`centred`] takes off.
pub const CENTRE: f32 = 0.5;

impl DeepId {
    /// A fresh network: Glorot's uniform weights, drawn from the device's seed, and biases of 0, as Keras begins.
    pub fn new(identities: usize, device: &Device) -> Self {
        let conv = |channels: [usize; 2], size: usize| {
            let config = Conv2dConfig::new(channels, [size, size]).with_initializer(GLOROT);
            let mut conv = config.init(device);
            conv.bias = Some(zeros(channels[1], device));
            conv
        };
        let dense = |from: usize, to: usize| {
            let mut dense = LinearConfig::new(from, to).with_initializer(GLOROT).init(device);
            dense.bias = Some(zeros(to, device));
            dense
        };
        Self {
            conv_1: conv([3, 20], 4),
            conv_2: conv([20, 40], 3),
            conv_3: conv([40, 60], 3),
            conv_4: conv([60, 80], 2),
            fc_1: dense(60 * 5 * 4, 160),
            fc_2: dense(80 * 4 * 3, 160),
            output: dense(160, identities),
            pool: MaxPool2dConfig::new([2, 2]).with_strides([2, 2]).init(),
        }
    }

    /// A network with these weights.
    pub fn with(weights: &Weights, device: &Device) -> Self {
        let identities = weights.values("output/bias").len();
        let mut network = Self::new(identities, device);
        for (name, conv) in [
            ("conv_1", &mut network.conv_1),
            ("conv_2", &mut network.conv_2),
            ("conv_3", &mut network.conv_3),
            ("conv_4", &mut network.conv_4),
        ] {
            conv.weight = given(weights, &format!("{name}/weight"), conv.weight.dims(), device);
            conv.bias = Some(given(weights, &format!("{name}/bias"), [conv.weight.dims()[0]], device));
        }
        for (name, dense) in [("fc_1", &mut network.fc_1), ("fc_2", &mut network.fc_2), ("output", &mut network.output)]
        {
            dense.weight = given(weights, &format!("{name}/weight"), dense.weight.dims(), device);
            dense.bias = Some(given(weights, &format!("{name}/bias"), [dense.weight.dims()[1]], device));
        }
        network
    }

    /// What `conv_3` reads, `[N, 40, 12, 10]`, of [`centred`] images f32 `[N, 3, 55, 47]`.
    pub fn pool_2(&self, images: Tensor<4>) -> Tensor<4> {
        let pool_1 = self.pool.forward(relu(self.conv_1.forward(images)));
        self.pool.forward(relu(self.conv_2.forward(pool_1)))
    }

    /// What `conv_3` says before its ReLU, `[N, 60, 10, 8]`, of [`DeepId::pool_2`].
    pub fn conv_3(&self, pool_2: Tensor<4>) -> Tensor<4> {
        self.conv_3.forward(pool_2)
    }

    /// What `fc_1` and `fc_2` add up to before their ReLU, `[N, 160]`, of [`DeepId::conv_3`].
    pub fn hidden(&self, conv_3: Tensor<4>) -> Tensor<2> {
        let pool_3 = self.pool.forward(relu(conv_3));
        let fc_1 = self.fc_1.forward(pool_3.clone().flatten::<2>(1, 3));
        let fc_2 = self.fc_2.forward(relu(self.conv_4.forward(pool_3)).flatten::<2>(1, 3));
        fc_1 + fc_2
    }

    /// The logits, `[N, identities]`, of [`DeepId::hidden`].
    pub fn logits(&self, hidden: Tensor<2>) -> Tensor<2> {
        self.output.forward(relu(hidden))
    }

    /// The logits, `[N, identities]`, of [`centred`] images f32 `[N, 3, 55, 47]`.
    pub fn forward(&self, images: Tensor<4>) -> Tensor<2> {
        self.logits(self.hidden(self.conv_3(self.pool_2(images))))
    }

    /// All parameters, by the names and in the order in which the ONNX file has them.
    ///
    /// # Errors
    /// When the device does not give f32 tensors.
    pub fn parameters(&self) -> anyhow::Result<Vec<Parameter>> {
        let mut parameters = Vec::new();
        let convs =
            [("conv_1", &self.conv_1), ("conv_2", &self.conv_2), ("conv_3", &self.conv_3), ("conv_4", &self.conv_4)];
        for (name, conv) in convs {
            parameters.push(parameter(name, "weight", conv.weight.val().into_data())?);
            parameters.extend(bias(name, conv.bias.as_ref())?);
        }
        for (name, dense) in [("fc_1", &self.fc_1), ("fc_2", &self.fc_2), ("output", &self.output)] {
            parameters.push(parameter(name, "weight", dense.weight.val().into_data())?);
            parameters.extend(bias(name, dense.bias.as_ref())?);
        }
        Ok(parameters)
    }
}

const GLOROT: Initializer = Initializer::XavierUniform { gain: 1.0 };

fn zeros(size: usize, device: &Device) -> Param<Tensor<1>> {
    Initializer::Zeros.init([size], device)
}

fn given<const D: usize>(weights: &Weights, name: &str, shape: [usize; D], device: &Device) -> Param<Tensor<D>> {
    Param::from_tensor(Tensor::from_data(TensorData::new(weights.values(name).to_vec(), shape), device))
}

fn bias(layer: &str, bias: Option<&Param<Tensor<1>>>) -> anyhow::Result<Option<Parameter>> {
    bias.map(|bias| parameter(layer, "bias", bias.val().into_data())).transpose()
}

fn parameter(layer: &str, kind: &str, data: TensorData) -> anyhow::Result<Parameter> {
    let shape = data.shape().to_vec();
    let values = data.try_to_vec().map_err(|error| anyhow::anyhow!("{layer}/{kind} is not f32: {error:?}"))?;
    Ok(Parameter { name: format!("{layer}/{kind}"), shape, values })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_network_has_the_labs_parameters() {
        let network = DeepId::new(1283, &Device::flex());
        assert_eq!(network.num_params(), 601_643);
        let parameters = network.parameters().unwrap();
        assert_eq!(parameters.iter().map(|parameter| parameter.values.len()).sum::<usize>(), 601_643);
        let shape = |name: &str| parameters.iter().find(|parameter| parameter.name == name).unwrap().shape.clone();
        assert_eq!(shape("conv_3/weight"), [60, 40, 3, 3]);
        assert_eq!(shape("fc_1/weight"), [1200, 160]);
        assert_eq!(shape("output/bias"), [1283]);
    }

    #[test]
    fn a_network_with_the_weights_of_another_answers_alike() {
        let device = Device::flex();
        let network = DeepId::new(10, &device);
        let copy = DeepId::with(&network.parameters().unwrap().into(), &device);
        let logits = |network: &DeepId| {
            network.forward(Tensor::ones([1, 3, 55, 47], &device)).into_data().try_to_vec::<f32>().unwrap()
        };
        assert_eq!(logits(&copy), logits(&network));
    }

    #[test]
    fn images_become_logits() {
        let device = Device::flex();
        let network = DeepId::new(10, &device);
        assert_eq!(network.forward(Tensor::zeros([2, 3, 55, 47], &device)).dims(), [2, 10]);
    }
}
