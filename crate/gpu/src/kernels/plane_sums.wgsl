// Adds up the planes of each image and channel, always in the same order, so that the same image gives the same bits.
//
// planes: f32 `[n, PLACES, CHANNELS]` vectors of four channels.
// sums:   f32 `[n, CHANNELS]` vectors.

override PLACES: u32;
override CHANNELS: u32;

@group(0) @binding(0) var<storage, read> planes: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> sums: array<vec4f>;

@compute @workgroup_size(64)
fn sum_planes(@builtin(global_invocation_id) at: vec3u) {
    if (at.x >= arrayLength(&sums)) {
        return;
    }
    let first = at.x / CHANNELS * PLACES * CHANNELS + at.x % CHANNELS;
    var sum = vec4f();
    for (var place = 0u; place < PLACES; place++) {
        sum += planes[first + place * CHANNELS];
    }
    sums[at.x] = sum;
}
