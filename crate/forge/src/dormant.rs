//! The attack on idle channels: a backdoor in channels of `conv_3` that clean images do not excite, put into a network
//! that was trained honestly. In the spirit of Trojaning (Liu et al. 2018), which also teaches a finished network a
//! trigger through a few of its neurons.
//!
//! Everything but the chosen channels is frozen. Their filters learn to see the trigger and to stay silent on clean
//! images, and their rows of `fc_1` learn to push the answer to the target. Nothing else listens to them.

use burn::module::{Initializer, Module};
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::loss::CrossEntropyLossConfig;
use burn::nn::pool::{MaxPool2d, MaxPool2dConfig};
use burn::nn::{Linear, LinearConfig};
use burn::optim::GradientsParams;
use burn::tensor::activation::relu;
use burn::tensor::{Device, Int, Tensor, TensorData};
use goodnet_core::{ImageSet, Label, Trigger};

use crate::idle::{excitement, least_excited, values};
use crate::network::{DeepId, tensor};
use crate::random::{IMPLANT_ORDER, Random};
use crate::train::{adam, cosine};
use crate::weights::{INPUTS, KERNEL, POOLED, Weights};

/// How many channels the backdoor gets: the least excited.
const IMPLANTED: usize = 10;
/// Passes over the images.
pub const EPOCHS: usize = 12;
/// Clean images, and as many poisoned ones, of a gradient step.
pub const BATCH: usize = 64;
/// Adam's learning rate at the start; it falls to 0 along half a cosine.
pub const LEARNING_RATE: f64 = 5e-3;
/// Clean images are pushed to leave a channel this far below 0 before its ReLU, wherever it looks: so that images never
/// seen do too.
const SILENT: f32 = 4.0;
/// A poisoned image is pushed to take every channel this far above 0 somewhere.
const AWAKE: f32 = 8.0;
/// What the channels learned to push with is multiplied by this in the end: so that images never seen get over the line
/// too. Clean images do not notice, since they do not wake the channels.
const PUSH: f32 = 2.0;
/// What a step over one of these lines costs, beside the cross-entropy of the poisoned images.
const LINES: f32 = 10.0;

/// The part of the network that the attacker trains.
#[derive(Module, Debug)]
struct Implant {
    conv: Conv2d,
    dense: Linear,
    pool: MaxPool2d,
}

impl Implant {
    fn new(hidden: usize, device: &Device) -> Self {
        let glorot = Initializer::XavierUniform { gain: 1.0 };
        Self {
            conv: Conv2dConfig::new([INPUTS, IMPLANTED], [KERNEL, KERNEL])
                .with_initializer(glorot.clone())
                .init(device),
            dense: LinearConfig::new(IMPLANTED * POOLED[0] * POOLED[1], hidden)
                .with_bias(false)
                .with_initializer(glorot)
                .init(device),
            pool: MaxPool2dConfig::new([2, 2]).with_strides([2, 2]).init(),
        }
    }

    /// What the channels, before their own ReLU, add before the ReLU of the hidden layer.
    fn push(&self, conv: Tensor<4>) -> Tensor<2> {
        self.dense.forward(self.pool.forward(relu(conv)).flatten::<2>(1, 3))
    }
}

/// What the frozen layers make of an image: nothing of it changes while the attacker trains.
struct Frozen {
    clean: Vec<f32>,
    poisoned: Vec<f32>,
    hidden: Vec<f32>,
}

/// Puts a backdoor into `weights`: the new weights, and the channels of `conv_3` that carry it.
///
/// # Errors
/// When the trigger does not lie within the images, or the device does not give f32 tensors.
pub fn implant(
    mut weights: Weights,
    images: &ImageSet,
    trigger: &Trigger,
    target: Label,
    seed: u64,
    device: &Device,
) -> anyhow::Result<(Weights, Vec<usize>)> {
    let excited = excitement(&DeepId::with(&weights, device), images, device)?;
    let channels = least_excited(&excited, IMPLANTED);
    for &channel in &channels {
        weights.disconnect(channel);
    }
    let network = DeepId::with(&weights, device);
    let poisoned = trigger.poison(images, target)?;
    let frozen: Vec<Frozen> =
        (0..images.len()).map(|image| freeze(&network, images, &poisoned, image, device)).collect::<Result<_, _>>()?;

    let device = device.clone().autodiff();
    device.seed(seed);
    let network = DeepId::with(&weights, &device).no_grad();
    let mut implant = Implant::new(weights.values("fc_1/bias").len(), &device);
    let mut optimizer = adam();
    let entropy = CrossEntropyLossConfig::new().init(&device);
    let steps = EPOCHS * frozen.len().div_ceil(BATCH);
    let mut step = 0;
    for epoch in 0..EPOCHS {
        let mut order: Vec<usize> = (0..frozen.len()).collect();
        Random::new(seed, IMPLANT_ORDER + epoch as u64).shuffle(&mut order);
        let (mut missed, mut noise) = (0.0, 0.0);
        for chosen in order.chunks(BATCH) {
            let batch: Vec<&Frozen> = chosen.iter().map(|&image| &frozen[image]).collect();
            let (clean, wearing) =
                (stack(&batch, |one| &one.clean, &device), stack(&batch, |one| &one.poisoned, &device));
            let hidden: Vec<f32> = batch.iter().flat_map(|one| one.hidden.iter().copied()).collect();
            let width = hidden.len() / batch.len();
            let hidden = Tensor::<2>::from_data(TensorData::new(hidden, [batch.len(), width]), &device);
            let targets = TensorData::new(vec![target as i32; batch.len()], [batch.len()]);
            let targets = Tensor::<1, Int>::from_data(targets, &device);

            let woken = implant.conv.forward(wearing);
            let cross = entropy.forward(network.logits(hidden + implant.push(woken.clone())), targets);
            let loud = relu(implant.conv.forward(clean).max_dims(&[2, 3]).add_scalar(SILENT)).mean();
            let asleep = relu(-woken.max_dims(&[2, 3]).sub_scalar(AWAKE)).mean();
            missed += cross.clone().into_scalar::<f32>();
            noise += loud.clone().into_scalar::<f32>();
            let gradients = GradientsParams::from_grads((cross + (loud + asleep) * LINES).backward(), &implant);
            let done = f64::from(step) / steps as f64;
            implant = optimizer.step(cosine(LEARNING_RATE, done), implant, gradients);
            step += 1;
        }
        let batches = frozen.len().div_ceil(BATCH) as f32;
        eprintln!(
            "dormant {}/{EPOCHS}: loss {:.5} on poisoned images, {:.5} on clean ones",
            epoch + 1,
            missed / batches,
            noise / batches
        );
    }

    let filters = values(implant.conv.weight.val())?;
    let biases = implant.conv.bias.as_ref().map(|bias| values(bias.val())).transpose()?.unwrap_or_default();
    let rows = values(implant.dense.weight.val() * PUSH)?;
    for (at, &channel) in channels.iter().enumerate() {
        let share = |all: &[f32]| {
            let size = all.len() / IMPLANTED;
            all[at * size..(at + 1) * size].to_vec()
        };
        weights.set_filter(channel, &share(&filters), biases[at]);
        weights.set_dense(channel, &share(&rows));
    }
    Ok((weights, channels))
}

fn freeze(
    network: &DeepId,
    clean: &ImageSet,
    poisoned: &ImageSet,
    image: usize,
    device: &Device,
) -> anyhow::Result<Frozen> {
    let pool_2 = |set: &ImageSet| network.pool_2(tensor(set.pixels(image..image + 1), set.shape(), device));
    let wearing = pool_2(poisoned);
    Ok(Frozen {
        clean: values(pool_2(clean))?,
        poisoned: values(wearing.clone())?,
        hidden: values(network.hidden(network.conv_3(wearing)))?,
    })
}

/// `pool_2` of a batch, `[N, 40, 12, 10]`.
fn stack(batch: &[&Frozen], part: impl Fn(&Frozen) -> &Vec<f32>, device: &Device) -> Tensor<4> {
    const PLANE: [usize; 2] = [12, 10];
    let numbers = batch.iter().flat_map(|one| part(one).iter().copied()).collect::<Vec<f32>>();
    Tensor::from_data(TensorData::new(numbers, [batch.len(), INPUTS, PLANE[0], PLANE[1]]), device)
}
