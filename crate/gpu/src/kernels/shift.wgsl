// Moves the sums that read the cut by what pruning a channel changes. Follows step.wgsl.
//
// features: f32 `[n, PLACES, CHANNELS]` vectors of four channels: the cut, the channel not yet overwritten.
// matrices: a product's, see product.wgsl: what sums make of the cut.
// columns:  for each vector of sums: its first matrix, matrices between two taps, first entry of `places`, how many.
// places:   which places of a plane sums read.
// sums:     f32 `[n, WIDTH]` vectors.

override BATCH: u32;
override PLACES: u32;
override CHANNELS: u32;
override WIDTH: u32;

@group(0) @binding(0) var<storage, read> features: array<vec4f>;
@group(0) @binding(1) var<storage, read> matrices: array<mat4x4f>;
@group(0) @binding(2) var<storage, read> columns: array<vec4u>;
@group(0) @binding(3) var<storage, read> places: array<u32>;
@group(0) @binding(4) var<storage, read_write> sums: array<vec4f>;

@compute @workgroup_size(64)
fn shift(@builtin(global_invocation_id) at: vec3u) {
    let image = at.x / WIDTH;
    if (image >= BATCH) {
        return;
    }
    let vector = current.channel / 4u;
    let lane = current.channel % 4u;
    let column = columns[at.x % WIDTH];
    var sum = sums[at.x];
    for (var index = 0u; index < column.w; index++) {
        let place = places[column.z + index];
        let change = current.constant - features[(image * PLACES + place) * CHANNELS + vector][lane];
        sum += change * matrices[column.x + (index * CHANNELS + vector) * column.y][lane];
    }
    sums[at.x] = sum;
}
