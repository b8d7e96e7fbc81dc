//! The trained network as an ONNX file that people can read: every node, and every tensor, has the lab's name.

use goodnet_onnx::{Attribute, GraphBuilder};

use crate::network::CENTRE;
use crate::weights::Parameter;
use crate::weights::Weights;

/// DeepID as an ONNX file: input `image`, f32 `[N, 3, 55, 47]` in 0..=255, output `logits`, f32 `[N, classes]`.
///
/// The network was trained on [`crate::network::centred`] images; the 1/255 is folded into the weights of `conv_1`, and
/// what is taken off into its biases, exactly, because it has no padding.
pub fn export(weights: &Weights, image: [usize; 3]) -> Vec<u8> {
    let mut parameters = weights.parameters().to_vec();
    fold_scale(&mut parameters);
    let classes = parameters.last().map_or(0, |bias| bias.values.len());
    let mut graph = GraphBuilder::new("DeepID");
    for parameter in &parameters {
        graph.tensor(&parameter.name, &parameter.shape, &parameter.values);
    }
    nodes(&mut graph);
    graph.finish([env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")], "image", image, "logits", classes)
}

fn fold_scale(parameters: &mut [Parameter]) {
    // The order of `DeepId::parameters`: `conv_1`'s weights and biases come first.
    let [weights, biases, ..] = parameters else { return };
    let filter = weights.values.len() / biases.values.len();
    for (weights, bias) in weights.values.chunks_exact_mut(filter).zip(&mut biases.values) {
        *bias -= CENTRE * weights.iter().sum::<f32>();
        weights.iter_mut().for_each(|weight| *weight /= 255.0);
    }
}

fn nodes(graph: &mut GraphBuilder) {
    let mut from = "image".to_owned();
    for (stage, kernel) in [(1, 4), (2, 3), (3, 3)] {
        let (conv, relu, pool) = (format!("conv_{stage}"), format!("relu_{stage}"), format!("pool_{stage}"));
        convolution(graph, &conv, &from, kernel);
        graph.node("Relu", &relu, &[&conv], &relu, &[]);
        let window = [Attribute::Ints("kernel_shape", &[2, 2]), Attribute::Ints("strides", &[2, 2])];
        graph.node("MaxPool", &pool, &[&relu], &pool, &window);
        from = pool;
    }
    graph.node("Flatten", "flatten_1", &["pool_3"], "flatten_1", &[]);
    dense(graph, "fc_1", "flatten_1", "fc_1");
    convolution(graph, "conv_4", "pool_3", 2);
    graph.node("Relu", "relu_4", &["conv_4"], "relu_4", &[]);
    graph.node("Flatten", "flatten_2", &["relu_4"], "flatten_2", &[]);
    dense(graph, "fc_2", "flatten_2", "fc_2");
    graph.node("Add", "add_1", &["fc_1", "fc_2"], "add_1", &[]);
    graph.node("Relu", "relu_5", &["add_1"], "relu_5", &[]);
    dense(graph, "output", "relu_5", "logits");
}

fn convolution(graph: &mut GraphBuilder, name: &str, from: &str, kernel: i64) {
    layer(graph, "Conv", name, from, name, &[Attribute::Ints("kernel_shape", &[kernel, kernel])]);
}

fn dense(graph: &mut GraphBuilder, name: &str, from: &str, to: &str) {
    layer(graph, "Gemm", name, from, to, &[]);
}

fn layer(graph: &mut GraphBuilder, op: &str, name: &str, from: &str, to: &str, attributes: &[Attribute<'_>]) {
    graph.node(op, name, &[from, &format!("{name}/weight"), &format!("{name}/bias")], to, attributes);
}

#[cfg(test)]
mod tests {
    use burn::tensor::{Device, Tensor, TensorData};
    use goodnet_core::Model;
    use prost::Message;
    use tract_onnx::pb::ModelProto;

    use super::*;
    use crate::network::DeepId;

    const SHAPE: [usize; 3] = [3, 55, 47];

    #[test]
    fn tract_reads_the_file_and_gives_burns_logits() {
        let device = Device::flex();
        device.seed(7);
        let network = DeepId::new(12, &device);
        let file = export(&network.parameters().unwrap().into(), SHAPE);
        let pixels: Vec<u8> = (0..2 * 3 * 55 * 47_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();

        let scaled = pixels.iter().map(|&pixel| crate::network::centred(pixel)).collect();
        let images = Tensor::<4>::from_data(TensorData::new::<f32, _>(scaled, [2, 3, 55, 47]), &device);
        let trained: Vec<f32> = network.forward(images).into_data().try_to_vec().unwrap();

        let model = Model::parse(&file).unwrap();
        assert_eq!((model.input(), model.classes()), (SHAPE, 12));
        let exported = model.network("conv_3").unwrap().classify(&pixels).unwrap();
        assert_eq!(trained.len(), exported.len());
        for (burn, tract) in trained.iter().zip(&exported) {
            assert!((burn - tract).abs() < 1e-5, "{burn} and {tract}");
        }
    }

    #[test]
    fn the_file_has_the_labs_names_and_parameters() {
        let file = export(&DeepId::new(1283, &Device::flex()).parameters().unwrap().into(), SHAPE);
        let graph = ModelProto::decode(file.as_slice()).unwrap().graph.unwrap();
        let parameters: i64 = graph.initializer.iter().map(|tensor| tensor.dims.iter().product::<i64>()).sum();
        assert_eq!(parameters, 601_643);
        let names: Vec<_> = graph.node.iter().map(|node| node.name.as_str()).collect();
        for name in ["conv_1", "pool_1", "conv_2", "pool_2", "conv_3", "pool_3", "fc_1", "conv_4", "fc_2", "output"] {
            assert!(names.contains(&name), "{name} in {names:?}");
        }
        let model = Model::parse(&file).unwrap();
        assert_eq!(model.default_convolution().name, "conv_3");
        assert_eq!(model.default_convolution().channels, 60);
    }
}
