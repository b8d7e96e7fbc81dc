//! The trained network as an ONNX file that people can read: every node, and every tensor, has the lab's name.

use prost::Message;
use tract_onnx::pb::{
    AttributeProto, GraphProto, ModelProto, NodeProto, OperatorSetIdProto, TensorProto, TensorShapeProto, TypeProto,
    ValueInfoProto, attribute_proto::AttributeType, tensor_proto::DataType, tensor_shape_proto::Dimension,
    tensor_shape_proto::dimension, type_proto,
};

use crate::network::{CENTRE, Parameter};
use crate::weights::Weights;

/// The operator set: 17 is read by every runtime of the last years.
const OPSET: i64 = 17;
/// The version of the file format that came with it.
const IR_VERSION: i64 = 8;

/// DeepID as an ONNX file: input `image`, f32 `[N, 3, 55, 47]` in 0..=255, output `logits`, f32 `[N, classes]`.
///
/// The network was trained on [`crate::network::centred`] images; the 1/255 is folded into the weights of `conv_1`, and
/// what is taken off into its biases, exactly, because it has no padding.
pub fn export(weights: &Weights, [channels, height, width]: [usize; 3]) -> Vec<u8> {
    let mut parameters = weights.parameters().to_vec();
    fold_scale(&mut parameters);
    let classes = parameters.last().map_or(0, |bias| bias.values.len());
    let batch = || dimension::Value::DimParam("N".into());
    let size = |size: usize| dimension::Value::DimValue(size as i64);
    let graph = GraphProto {
        name: "DeepID".into(),
        node: nodes(),
        initializer: parameters.into_iter().map(initializer).collect(),
        input: vec![value("image", [batch(), size(channels), size(height), size(width)])],
        output: vec![value("logits", [batch(), size(classes)])],
        ..GraphProto::default()
    };
    let model = ModelProto {
        ir_version: IR_VERSION,
        opset_import: vec![OperatorSetIdProto { domain: String::new(), version: OPSET }],
        producer_name: env!("CARGO_PKG_NAME").into(),
        producer_version: env!("CARGO_PKG_VERSION").into(),
        graph: Some(graph),
        ..ModelProto::default()
    };
    model.encode_to_vec()
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

fn nodes() -> Vec<NodeProto> {
    let mut nodes = Vec::new();
    let mut from = "image".to_owned();
    for (stage, kernel) in [(1, 4), (2, 3), (3, 3)] {
        let (conv, relu, pool) = (format!("conv_{stage}"), format!("relu_{stage}"), format!("pool_{stage}"));
        nodes.push(convolution(&conv, &from, kernel));
        nodes.push(node("Relu", &relu, &[&conv], &relu, vec![]));
        nodes.push(node(
            "MaxPool",
            &pool,
            &[&relu],
            &pool,
            vec![ints("kernel_shape", &[2, 2]), ints("strides", &[2, 2])],
        ));
        from = pool;
    }
    nodes.extend([
        node("Flatten", "flatten_1", &["pool_3"], "flatten_1", vec![]),
        dense("fc_1", "flatten_1", "fc_1"),
        convolution("conv_4", "pool_3", 2),
        node("Relu", "relu_4", &["conv_4"], "relu_4", vec![]),
        node("Flatten", "flatten_2", &["relu_4"], "flatten_2", vec![]),
        dense("fc_2", "flatten_2", "fc_2"),
        node("Add", "add_1", &["fc_1", "fc_2"], "add_1", vec![]),
        node("Relu", "relu_5", &["add_1"], "relu_5", vec![]),
        dense("output", "relu_5", "logits"),
    ]);
    nodes
}

fn convolution(name: &str, from: &str, kernel: i64) -> NodeProto {
    layer("Conv", name, from, name, vec![ints("kernel_shape", &[kernel, kernel])])
}

fn dense(name: &str, from: &str, to: &str) -> NodeProto {
    layer("Gemm", name, from, to, vec![])
}

fn layer(op: &str, name: &str, from: &str, to: &str, attributes: Vec<AttributeProto>) -> NodeProto {
    node(op, name, &[from, &format!("{name}/weight"), &format!("{name}/bias")], to, attributes)
}

fn node(op: &str, name: &str, from: &[&str], to: &str, attribute: Vec<AttributeProto>) -> NodeProto {
    NodeProto {
        op_type: op.into(),
        name: name.into(),
        input: from.iter().map(|&name| name.to_owned()).collect(),
        output: vec![to.into()],
        attribute,
        ..NodeProto::default()
    }
}

fn ints(name: &str, ints: &[i64]) -> AttributeProto {
    AttributeProto {
        name: name.into(),
        r#type: AttributeType::Ints as i32,
        ints: ints.to_vec(),
        ..AttributeProto::default()
    }
}

fn initializer(parameter: Parameter) -> TensorProto {
    TensorProto {
        name: parameter.name,
        dims: parameter.shape.iter().map(|&size| size as i64).collect(),
        data_type: DataType::Float as i32,
        raw_data: parameter.values.iter().flat_map(|value| value.to_le_bytes()).collect(),
        ..TensorProto::default()
    }
}

fn value<const RANK: usize>(name: &str, shape: [dimension::Value; RANK]) -> ValueInfoProto {
    let dim = shape.map(|size| Dimension { value: Some(size), ..Dimension::default() }).to_vec();
    let tensor = type_proto::Tensor { elem_type: DataType::Float as i32, shape: Some(TensorShapeProto { dim }) };
    let r#type = TypeProto { value: Some(type_proto::Value::TensorType(tensor)), ..TypeProto::default() };
    ValueInfoProto { name: name.into(), r#type: Some(r#type), ..ValueInfoProto::default() }
}

#[cfg(test)]
mod tests {
    use burn::tensor::{Device, Tensor, TensorData};
    use goodnet_core::Model;

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
