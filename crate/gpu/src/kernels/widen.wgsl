// Widens pixels: u8, four to a word as they were sent, become f32.
//
// images: u8 `[n, C, H, W]`, the first pixel in the lowest byte of the first word.
// widened: f32 in the same order, 0..=255.

@group(0) @binding(0) var<storage, read> images: array<u32>;
@group(0) @binding(1) var<storage, read_write> widened: array<vec4f>;

@compute @workgroup_size(64)
fn widen(@builtin(global_invocation_id) at: vec3u) {
    let word = at.x;
    if (word >= arrayLength(&images)) {
        return;
    }
    widened[word] = vec4f((vec4u(images[word]) >> vec4u(0u, 8u, 16u, 24u)) & vec4u(255u));
}
