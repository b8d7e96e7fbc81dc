// An implicit matrix product: filters at every place of a source. A convolution (stride 1, no padding) is one, and so is a
// dense layer, which has one place. Follows source_pixels.wgsl or source_values.wgsl, which say what is read.
//
// Channels come last and in vectors of four, filled up with zeros. An invocation computes a tile, eight places by four output
// channels, as two 4x4 matrices of sums that stay in registers. A step of its loop takes a vector of the source at each
// place and a 4x4 matrix of weights: a column for each of the source's four channels, a row for each output channel.
//
// Sizes count vectors, except BATCH, HEIGHT, WIDTH, WINDOW_ROWS and WINDOW_COLUMNS.
//
// source:   `[n]` images of SOURCE_IMAGE vectors.
// taps:     u32 `[TAPS]`: the vectors that a filter reads, counted from the first of its place.
// matrices: f32 `[TAPS, CHANNELS]` 4x4 matrices.
// start:    what sums start from: `[CHANNELS]` for all images if START_IMAGE is 0 (a bias), else an image's own.
// output:   `[n]` images of OUTPUT_IMAGE vectors: `[HEIGHT, WIDTH, CHANNELS]`, or what a pool leaves of that.
//
// There is no count of images: a batch that is not full dispatches fewer workgroups. What the last workgroup computes
// beyond the batch lands in the places of images that nobody reads.

override BATCH: u32;
override SOURCE_IMAGE: u32;
override LINE: u32;
override PIXEL: u32;
override HEIGHT: u32;
override WIDTH: u32;
override TAPS: u32;
override CHANNELS: u32;
override START_IMAGE: u32;
override OUTPUT_IMAGE: u32;
override RELU: bool;
// Goes on from what the output holds, instead of `start`.
override ACCUMULATE: bool;
// Of 2x2 windows, for the pool.
override WINDOW_ROWS: u32;
override WINDOW_COLUMNS: u32;

override PLACES: u32 = HEIGHT * WIDTH;
override WINDOWS: u32 = WINDOW_ROWS * WINDOW_COLUMNS;

// Where things begin, in vectors and matrices.
struct Begin {
    source: u32,
    matrices: u32,
    start: u32,
    output: u32,
}

@group(0) @binding(1) var<storage, read> taps: array<u32>;
@group(0) @binding(2) var<storage, read> matrices: array<mat4x4f>;
@group(0) @binding(3) var<storage, read> start: array<vec4f>;
@group(0) @binding(4) var<uniform> begin: Begin;
@group(0) @binding(5) var<storage, read_write> output: array<vec4f>;
// f32 `[n, WINDOW_ROWS, WINDOW_COLUMNS, CHANNELS]`: only from `multiply_pool_and_sum`.
@group(0) @binding(6) var<storage, read_write> window_sums: array<vec4f>;

// The sums of eight places: a column a place, a row a channel.
struct Tile {
    first: mat4x4f,
    second: mat4x4f,
}

// The first vectors that filters read at four places.
fn address(image: vec4u, y: vec4u, x: vec4u) -> vec4u {
    return begin.source + min(image, vec4u(BATCH - 1u)) * SOURCE_IMAGE + y * LINE + x * PIXEL;
}

fn sources(at: vec4u) -> mat4x4f {
    return mat4x4f(load(at.x), load(at.y), load(at.z), load(at.w));
}

fn multiply_tile(first: vec4u, second: vec4u, channel: u32, sums: Tile) -> Tile {
    var tile = sums;
    var matrix = begin.matrices + channel;
    for (var tap = 0u; tap < TAPS; tap++) {
        let offset = taps[tap];
        let weights = matrices[matrix];
        tile.first += weights * sources(first + offset);
        tile.second += weights * sources(second + offset);
        matrix += CHANNELS;
    }
    return tile;
}

fn activated(values: vec4f) -> vec4f {
    if (RELU) {
        return max(values, vec4f());
    }
    return values;
}

// Without a pool: eight neighbouring places of the batch.

fn output_index(place: u32, channel: u32) -> u32 {
    return begin.output + place / PLACES * OUTPUT_IMAGE + place % PLACES * CHANNELS + channel;
}

fn started(place: u32, channel: u32) -> vec4f {
    if (ACCUMULATE) {
        return output[output_index(place, channel)];
    }
    return start[begin.start + place / PLACES * START_IMAGE + channel];
}

fn started_four(place: u32, channel: u32) -> mat4x4f {
    return mat4x4f(
        started(place, channel),
        started(place + 1u, channel),
        started(place + 2u, channel),
        started(place + 3u, channel),
    );
}

fn addresses(place: u32) -> vec4u {
    let places = place + vec4u(0u, 1u, 2u, 3u);
    let inside = places % PLACES;
    return address(places / PLACES, inside / WIDTH, inside % WIDTH);
}

fn put_four(place: u32, channel: u32, sums: mat4x4f) {
    for (var index = 0u; index < 4u; index++) {
        if (place + index < BATCH * PLACES) {
            output[output_index(place + index, channel)] = activated(sums[index]);
        }
    }
}

@compute @workgroup_size(64)
fn multiply(@builtin(global_invocation_id) at: vec3u) {
    let channel = at.x % CHANNELS;
    let place = 8u * (at.x / CHANNELS);
    if (place >= BATCH * PLACES) {
        return;
    }
    let starts = Tile(started_four(place, channel), started_four(place + 4u, channel));
    let tile = multiply_tile(addresses(place), addresses(place + 4u), channel, starts);
    put_four(place, channel, tile.first);
    put_four(place + 4u, channel, tile.second);
}

// With a pool: two windows, two places by two each.

struct Window {
    image: u32,
    row: u32,
    column: u32,
}

fn window(index: u32) -> Window {
    let inside = index % WINDOWS;
    return Window(index / WINDOWS, inside / WINDOW_COLUMNS, inside % WINDOW_COLUMNS);
}

// A window that sticks out of an odd edge reads the edge again; those values are never used.
fn window_addresses(window: Window) -> vec4u {
    let y = min(2u * window.row + vec4u(0u, 0u, 1u, 1u), vec4u(HEIGHT - 1u));
    let x = min(2u * window.column + vec4u(0u, 1u, 0u, 1u), vec4u(WIDTH - 1u));
    return address(vec4u(window.image), y, x);
}

fn put_pooled(window: Window, channel: u32, sums: mat4x4f) {
    let rows = HEIGHT / 2u;
    let columns = WIDTH / 2u;
    if (window.image >= BATCH || window.row >= rows || window.column >= columns) {
        return;
    }
    let place = window.row * columns + window.column;
    output[begin.output + window.image * OUTPUT_IMAGE + place * CHANNELS + channel] =
        activated(max(max(sums[0], sums[1]), max(sums[2], sums[3])));
}

fn put_sum(window: Window, channel: u32, sums: mat4x4f) {
    if (window.image >= BATCH) {
        return;
    }
    let right = 2u * window.column + 1u < WIDTH;
    let bottom = 2u * window.row + 1u < HEIGHT;
    let zero = vec4f();
    let index = (window.image * WINDOW_ROWS + window.row) * WINDOW_COLUMNS + window.column;
    window_sums[index * CHANNELS + channel] = activated(sums[0])
        + select(zero, activated(sums[1]), right)
        + select(zero, activated(sums[2]), bottom)
        + select(zero, activated(sums[3]), right && bottom);
}

fn multiply_windows(first: Window, second: Window, channel: u32) -> Tile {
    let bias = start[begin.start + channel];
    let biases = mat4x4f(bias, bias, bias, bias);
    return multiply_tile(window_addresses(first), window_addresses(second), channel, Tile(biases, biases));
}

@compute @workgroup_size(64)
fn multiply_and_pool(@builtin(global_invocation_id) at: vec3u) {
    let channel = at.x % CHANNELS;
    let first = window(2u * (at.x / CHANNELS));
    let second = window(2u * (at.x / CHANNELS) + 1u);
    if (first.image >= BATCH) {
        return;
    }
    let tile = multiply_windows(first, second, channel);
    put_pooled(first, channel, tile.first);
    put_pooled(second, channel, tile.second);
}

// The last stage also answers how strongly its channels fired before the pool.
@compute @workgroup_size(64)
fn multiply_pool_and_sum(@builtin(global_invocation_id) at: vec3u) {
    let channel = at.x % CHANNELS;
    let first = window(2u * (at.x / CHANNELS));
    let second = window(2u * (at.x / CHANNELS) + 1u);
    if (first.image >= BATCH) {
        return;
    }
    let tile = multiply_windows(first, second, channel);
    put_pooled(first, channel, tile.first);
    put_pooled(second, channel, tile.second);
    put_sum(first, channel, tile.first);
    put_sum(second, channel, tile.second);
}
