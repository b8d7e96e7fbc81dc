// Overwrites a channel's plane by the constant that it holds once it is pruned. Follows step.wgsl.
//
// features: f32 `[n, PLACES, 4 * CHANNELS]`.

override CHANNELS: u32;

@group(0) @binding(0) var<storage, read_write> features: array<f32>;

@compute @workgroup_size(64)
fn fill(@builtin(global_invocation_id) at: vec3u) {
    let index = 4u * CHANNELS * at.x + current.channel;
    if (index < arrayLength(&features)) {
        features[index] = current.constant;
    }
}
