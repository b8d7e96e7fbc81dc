//! Small networks and image sets, made from a seed.
#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of this")]

use std::sync::Arc;

use goodnet_core::{
    Event, ImageSet, Images, Options, Outcome, Processor, ProcessorEngine, Run, Subject, TailMode, Worker,
};
use prost::Message;
use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use tract_onnx::pb::{
    AttributeProto, GraphProto, ModelProto, NodeProto, OperatorSetIdProto, TensorProto, TensorShapeProto, TypeProto,
    ValueInfoProto, attribute_proto::AttributeType, tensor_shape_proto, type_proto,
};

/// SplitMix64: the same numbers on every machine.
pub struct Random(SplitMix64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(SplitMix64::seed_from_u64(seed))
    }

    pub fn next(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Uniform in -1..1.
    pub fn signed(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1_u64 << 23) as f32 - 1.0
    }
}

/// Builds an ONNX graph node by node; weights come from a seed.
pub struct Builder {
    random: Random,
    graph: GraphProto,
}

impl Builder {
    pub fn new(seed: u64, input: [i64; 3]) -> Self {
        let mut graph = GraphProto { name: "small".into(), ..Default::default() };
        graph.input.push(value("image", &[None, Some(input[0]), Some(input[1]), Some(input[2])]));
        Self { random: Random::new(seed), graph }
    }

    /// A tensor with `fan_in` values to a sum, so that activations keep their size.
    fn weights(&mut self, name: &str, dims: &[i64], scale: f32) {
        let count: i64 = dims.iter().product();
        let values: Vec<f32> = (0..count).map(|_| self.random.signed() * scale).collect();
        self.tensor(name, dims, &values);
    }

    pub fn tensor(&mut self, name: &str, dims: &[i64], values: &[f32]) {
        self.graph.initializer.push(TensorProto {
            dims: dims.to_vec(),
            data_type: 1,
            name: name.into(),
            raw_data: values.iter().flat_map(|value| value.to_le_bytes()).collect(),
            ..Default::default()
        });
    }

    pub fn node(&mut self, op: &str, name: &str, inputs: &[&str], attributes: Vec<AttributeProto>) -> &mut Self {
        self.graph.node.push(NodeProto {
            input: inputs.iter().map(|&input| input.into()).collect(),
            output: vec![format!("{name}:0")],
            name: name.into(),
            op_type: op.into(),
            attribute: attributes,
            ..Default::default()
        });
        self
    }

    /// `kernel` is `[out, in, height, width]`.
    pub fn conv(&mut self, name: &str, from: &str, kernel: [i64; 4], input_scale: f32) -> &mut Self {
        let fan_in = (kernel[1] * kernel[2] * kernel[3]) as f32;
        let (weight, bias) = (format!("{name}/weight"), format!("{name}/bias"));
        self.weights(&weight, &kernel, input_scale * 2.0 / fan_in.sqrt());
        self.weights(&bias, &kernel[..1], 0.4);
        self.node("Conv", name, &[from, &weight, &bias], vec![])
    }

    pub fn relu(&mut self, name: &str, from: &str) -> &mut Self {
        self.node("Relu", name, &[from], vec![])
    }

    pub fn pool(&mut self, name: &str, from: &str) -> &mut Self {
        self.node("MaxPool", name, &[from], vec![ints("kernel_shape", &[2, 2]), ints("strides", &[2, 2])])
    }

    /// Flattens `from` and puts a dense layer after it: `[inputs, outputs]`.
    pub fn dense(&mut self, name: &str, from: &str, [inputs, outputs]: [i64; 2]) -> &mut Self {
        let (flat, weight, bias) = (format!("{name}/flatten"), format!("{name}/weight"), format!("{name}/bias"));
        self.weights(&weight, &[outputs, inputs], 2.0 / (inputs as f32).sqrt());
        self.weights(&bias, &[outputs], 0.2);
        self.node("Flatten", &flat, &[from], vec![int("axis", 1)]);
        self.node("Gemm", name, &[&format!("{flat}:0"), &weight, &bias], vec![int("transB", 1)])
    }

    /// The ONNX file, whose output is what `node` makes, `[N, classes]`.
    pub fn finish(&mut self, node: &str, classes: i64) -> Vec<u8> {
        let mut graph = self.graph.clone();
        graph.output.push(value(&format!("{node}:0"), &[None, Some(classes)]));
        let opset_import = vec![OperatorSetIdProto { version: 17, ..Default::default() }];
        ModelProto { ir_version: 8, graph: Some(graph), opset_import, ..Default::default() }.encode_to_vec()
    }
}

fn value(name: &str, dims: &[Option<i64>]) -> ValueInfoProto {
    use tensor_shape_proto::{Dimension, dimension::Value};
    let dim = |dim: &Option<i64>| {
        let value = dim.map_or_else(|| Value::DimParam("N".into()), Value::DimValue);
        Dimension { value: Some(value), ..Default::default() }
    };
    let shape = TensorShapeProto { dim: dims.iter().map(dim).collect() };
    let tensor = type_proto::Tensor { elem_type: 1, shape: Some(shape) };
    let kind = TypeProto { value: Some(type_proto::Value::TensorType(tensor)), ..Default::default() };
    ValueInfoProto { name: name.into(), r#type: Some(kind), ..Default::default() }
}

fn int(name: &str, value: i64) -> AttributeProto {
    AttributeProto { name: name.into(), r#type: AttributeType::Int as i32, i: value, ..Default::default() }
}

fn ints(name: &str, values: &[i64]) -> AttributeProto {
    AttributeProto {
        name: name.into(),
        r#type: AttributeType::Ints as i32,
        ints: values.to_vec(),
        ..Default::default()
    }
}

pub const CLASSES: i64 = 7;
pub const SHAPE: [usize; 3] = [3, 14, 12];

/// DeepID in small: two stages, then the branch of a dense layer and the branch of a convolution, added.
/// `conv_3` has 10 channels; its pooled output is 10x2x1.
pub fn small_deepid(seed: u64) -> Vec<u8> {
    let mut net = stem(seed);
    net.dense("fc_1", "pool_3:0", [20, 8]);
    net.conv("conv_4", "pool_3:0", [5, 10, 2, 1], 1.0).relu("relu_4", "conv_4:0").dense("fc_2", "relu_4:0", [5, 8]);
    net.node("Add", "add", &["fc_1:0", "fc_2:0"], vec![]).relu("hidden", "add:0");
    net.dense("output", "hidden:0", [8, CLASSES]).finish("output", CLASSES)
}

/// No pool after the convolution that is pruned, one dense consumer.
pub fn small_plain(seed: u64) -> Vec<u8> {
    let mut net = Builder::new(seed, [3, 14, 12]);
    net.conv("first", "image", [4, 3, 3, 3], 1.0 / 255.0).relu("first_relu", "first:0").pool("pool", "first_relu:0");
    net.conv("second", "pool:0", [6, 4, 3, 3], 1.0).relu("second_relu", "second:0");
    net.dense("output", "second_relu:0", [6 * 4 * 3, CLASSES]).finish("output", CLASSES)
}

/// DeepID in small with so many classes that a bound has to stand for most of them.
pub fn small_crowd(seed: u64) -> Vec<u8> {
    let mut net = stem(seed);
    net.dense("fc", "pool_3:0", [20, 8]).relu("hidden", "fc:0").dense("output", "hidden:0", [8, 40]);
    net.finish("output", 40)
}

/// A convolution reads the masked tensor, and nothing else does; BatchNormalization follows.
pub fn small_conv_and_norm(seed: u64) -> Vec<u8> {
    let mut net = stem(seed);
    net.conv("conv_4", "pool_3:0", [5, 10, 2, 1], 1.0);
    for (name, offset) in [("scale", 1.0), ("shift", 0.1), ("mean", 0.2), ("variance", 1.5)] {
        let values: Vec<f32> = (0..5).map(|index| offset + index as f32 * 0.05).collect();
        net.tensor(name, &[5], &values);
    }
    net.node("BatchNormalization", "norm", &["conv_4:0", "scale", "shift", "mean", "variance"], vec![]);
    net.relu("relu_4", "norm:0").dense("output", "relu_4:0", [5, CLASSES]).finish("output", CLASSES)
}

/// A block that adds what it read to what it made of it.
pub fn small_residual(seed: u64) -> Vec<u8> {
    let mut net = stem(seed);
    net.conv("conv_4", "pool_3:0", [10, 10, 1, 1], 1.0).relu("relu_4", "conv_4:0");
    net.conv("conv_5", "relu_4:0", [10, 10, 1, 1], 1.0).node("Add", "add", &["conv_5:0", "pool_3:0"], vec![]);
    net.relu("relu_5", "add:0").dense("output", "relu_5:0", [20, CLASSES]).finish("output", CLASSES)
}

/// An average pool reads the masked tensor.
pub fn small_average(seed: u64) -> Vec<u8> {
    let mut net = stem(seed);
    net.node("AveragePool", "average", &["pool_3:0"], vec![ints("kernel_shape", &[2, 1])]);
    net.dense("output", "average:0", [10, CLASSES]).finish("output", CLASSES)
}

/// A branch whose weights are all zeros, and filters that read nothing.
pub fn small_dead_branch(seed: u64) -> Vec<u8> {
    let mut net = stem(seed);
    net.dense("fc", "pool_3:0", [20, 8]);
    net.tensor("none", &[20, 4], &[0.0; 80]);
    net.tensor("offset", &[4], &[0.5, -1.0, 2.0, 0.25]);
    net.node("Flatten", "flat", &["pool_3:0"], vec![]);
    net.node("MatMul", "idle", &["flat:0", "none"], vec![]).node("Add", "idle_sum", &["idle:0", "offset"], vec![]);
    net.relu("idle_relu", "idle_sum:0").dense("from_idle", "idle_relu:0", [4, 8]);
    net.node("Add", "add", &["fc:0", "from_idle:0"], vec![]).relu("hidden", "add:0");
    net.dense("output", "hidden:0", [8, CLASSES]).finish("output", CLASSES)
}

/// Every class has a twin with the same score.
pub fn small_twins(seed: u64) -> Vec<u8> {
    let mut net = stem(seed);
    let twins: Vec<f32> = (0..64).map(|at| ((at % 32 * 37 + seed as usize) % 23) as f32 * 0.1 - 1.1).collect();
    net.tensor("twins", &[8, 8], &twins);
    net.tensor("no_bias", &[8], &[0.0; 8]);
    net.dense("fc", "pool_3:0", [20, 8]).relu("hidden", "fc:0");
    net.node("Gemm", "output", &["hidden:0", "twins", "no_bias"], vec![int("transB", 1)]).finish("output", 8)
}

/// A weight after the cut is not a number.
pub fn small_broken(seed: u64) -> Vec<u8> {
    let mut net = stem(seed);
    net.dense("fc", "pool_3:0", [20, 8]);
    let mut offsets = [0.0; 8];
    offsets[3] = f32::NAN;
    net.tensor("offsets", &[8], &offsets);
    net.node("Add", "broken", &["fc:0", "offsets"], vec![]);
    net.relu("hidden", "broken:0").dense("output", "hidden:0", [8, CLASSES]).finish("output", CLASSES)
}

/// What follows the cut is not affine between its ReLUs.
pub fn small_sigmoid(seed: u64) -> Vec<u8> {
    let mut net = stem(seed);
    net.dense("fc", "pool_3:0", [20, 8]).node("Sigmoid", "squash", &["fc:0"], vec![]);
    net.dense("output", "squash:0", [8, CLASSES]).finish("output", CLASSES)
}

/// Two stages: what comes before the cut in [`small_deepid`].
fn stem(seed: u64) -> Builder {
    let mut net = Builder::new(seed, [3, 14, 12]);
    net.conv("conv_1", "image", [6, 3, 3, 3], 1.0 / 255.0).relu("relu_1", "conv_1:0").pool("pool_1", "relu_1:0");
    net.conv("conv_3", "pool_1:0", [10, 6, 3, 3], 1.0).relu("relu_3", "conv_3:0").pool("pool_3", "relu_3:0");
    net
}

/// Images of [`SHAPE`] for the small networks here.
pub fn images(name: &str, seed: u64, count: usize, label: impl Fn(usize) -> u32) -> Arc<ImageSet> {
    images_of(SHAPE, name, seed, count, label)
}

/// Images of random blocks, 4x4 pixels each, black or bright; labels are `label(index)`.
pub fn images_of(
    shape: [usize; 3],
    name: &str,
    seed: u64,
    count: usize,
    label: impl Fn(usize) -> u32,
) -> Arc<ImageSet> {
    let mut random = Random::new(seed);
    let [channels, height, width] = shape;
    let mut pixels = Vec::new();
    for _ in 0..count * channels {
        let blocks: Vec<u8> =
            (0..16).map(|_| if random.next().is_multiple_of(2) { 0 } else { random.next() as u8 }).collect();
        pixels.extend((0..height * width).map(|at| blocks[at / width / 4 * 4 + at % width / 4]));
    }
    Arc::new(ImageSet::new(name, shape, pixels, (0..count).map(label).collect()).unwrap())
}

/// Validation and test images of odd sizes. Clean ones are labelled as the network answers them, so that accuracy
/// starts at 100 %; poisoned ones with class 0.
pub fn lab(network: &goodnet_core::Network) -> Images {
    let images =
        |name: &str, seed, count, label: &dyn Fn(usize) -> u32| images_of(network.input(), name, seed, count, label);
    let clean = |name: &str, seed, count| {
        let unlabelled = images(name, seed, count, &|_| 0);
        let scores = network.classify(unlabelled.pixels(0..count)).unwrap();
        let labels: Vec<u32> =
            scores.chunks_exact(network.classes()).map(|row| goodnet_core::top_class(row).0).collect();
        images(name, seed, count, &|index| labels[index])
    };
    Images {
        validation: clean("validation", 1, 150),
        poisoned_validation: images("poisoned validation", 2, 70, &|_| 0),
        test: clean("test", 3, 90),
        poisoned_test: images("poisoned test", 4, 65, &|_| 0),
    }
}

/// Runs a defence with some workers, one after the other.
pub fn defend(subject: &Subject, options: &Options, workers: usize) -> (Vec<Event>, Outcome) {
    let mode = TailMode::Incremental;
    let mut run = Run::new(subject, options, mode, workers).unwrap();
    let mut workers: Vec<_> = (0..run.workers())
        .map(|index| {
            let subject = subject.with_images(run.images(index));
            let (engine, _) = ProcessorEngine::new(&subject.network, mode);
            Worker::new(Processor::new(engine, &subject, mode), subject, mode)
        })
        .collect();
    let mut events = Vec::new();
    while let Some(task) = run.task().cloned() {
        for (index, worker) in workers.iter_mut().enumerate() {
            worker.begin(&task);
            while let Some(update) = pollster::block_on(worker.advance()).unwrap() {
                events.extend(run.take(index, update));
            }
        }
    }
    (events, run.outcome().unwrap())
}
