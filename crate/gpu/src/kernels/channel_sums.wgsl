// Adds up the windows of each image and channel, always in the same order, so that the same image gives the same bits.
//
// window_sums: f32 `[n, channels, WINDOWS]`.
// channel_sums: f32 `[n, channels]`.

override WINDOWS: u32;

@group(0) @binding(0) var<storage, read> window_sums: array<f32>;
@group(0) @binding(1) var<storage, read_write> channel_sums: array<f32>;

@compute @workgroup_size(64)
fn sum_channels(@builtin(global_invocation_id) at: vec3u) {
    let plane = at.x;
    if (plane >= arrayLength(&channel_sums)) {
        return;
    }
    var sum = 0.0;
    for (var window = 0u; window < WINDOWS; window++) {
        sum += window_sums[plane * WINDOWS + window];
    }
    channel_sums[plane] = sum;
}
