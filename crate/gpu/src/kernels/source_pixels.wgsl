// What a product reads: pixels as they were sent, a byte a channel, the first channel in the lowest byte of a word.
//
// source: u8 `[n, H, W, C]`, 0..=255, C filled up to whole words.

@group(0) @binding(0) var<storage, read> source: array<u32>;

fn load(index: u32) -> vec4f {
    return vec4f((vec4u(source[index]) >> vec4u(0u, 8u, 16u, 24u)) & vec4u(255u));
}
