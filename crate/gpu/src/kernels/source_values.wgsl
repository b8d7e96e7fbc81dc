// What a product reads: values, through a ReLU if SOURCE_RELU.
//
// source: f32, vectors of four channels.

override SOURCE_RELU: bool;

@group(0) @binding(0) var<storage, read> source: array<vec4f>;

fn load(index: u32) -> vec4f {
    let values = source[index];
    if (SOURCE_RELU) {
        return max(values, vec4f());
    }
    return values;
}
