// Finds the channels whose planes are anything but the constant that they hold once they are pruned. A workgroup looks at
// one image.
//
// features:  f32 `[n, PLACES, CHANNELS]` vectors of four channels.
// constants: f32 `[CHANNELS]` vectors.
// live:      u32 `[4 * CHANNELS]`: set to 1 where pruning the channel changes an image.

override PLACES: u32;
override CHANNELS: u32;

@group(0) @binding(0) var<storage, read> features: array<vec4f>;
@group(0) @binding(1) var<storage, read> constants: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> live: array<atomic<u32>>;

@compute @workgroup_size(64)
fn find_live(@builtin(workgroup_id) image: vec3u, @builtin(local_invocation_index) thread: u32) {
    for (var channel = thread; channel < CHANNELS; channel += 64u) {
        let constant = bitcast<vec4u>(constants[channel]);
        var differs = vec4u();
        for (var place = 0u; place < PLACES; place++) {
            differs |= bitcast<vec4u>(features[(image.x * PLACES + place) * CHANNELS + channel]) ^ constant;
        }
        for (var lane = 0u; lane < 4u; lane++) {
            if (differs[lane] != 0u) {
                atomicStore(&live[4u * channel + lane], 1u);
            }
        }
    }
}
