// Convolution (stride 1, no padding) with its bias, ReLU and 2x2 max pool in one pass.
//
// An invocation computes a window, two rows by two columns of the convolution's output, for eight output channels: its
// 32 sums stay in registers, and the four values that a pool compares are at hand. All invocations of a workgroup read
// the same filters at the same time, so those loads are uniform.
//
// source: f32 `[n, IN_CHANNELS, IN_HEIGHT, IN_WIDTH]`.
// filters: `[OUT_CHANNELS / 8, IN_CHANNELS, KERNEL_HEIGHT, KERNEL_WIDTH]` matrices of eight output channels, the last
//     group filled up with zeros; bias likewise.
// output: f32 `[n, OUT_CHANNELS, OUT_HEIGHT, OUT_WIDTH]`, pooled if POOL.
// window_sums: f32 `[n, OUT_CHANNELS, WINDOW_ROWS, WINDOW_COLUMNS]`, only from `convolve_and_sum`.
//
// There is no count of images: a batch that is not full dispatches fewer workgroups. What the last workgroup computes
// beyond the batch lands in the places of images that nobody reads.

override BATCH: u32;
override IN_CHANNELS: u32;
override IN_HEIGHT: u32;
override IN_WIDTH: u32;
override KERNEL_HEIGHT: u32;
override KERNEL_WIDTH: u32;
override OUT_CHANNELS: u32;
override OUT_HEIGHT: u32;
override OUT_WIDTH: u32;
override WINDOW_ROWS: u32;
override WINDOW_COLUMNS: u32;
override RELU: bool;
override POOL: bool;

override CONV_HEIGHT: u32 = IN_HEIGHT - KERNEL_HEIGHT + 1u;
override CONV_WIDTH: u32 = IN_WIDTH - KERNEL_WIDTH + 1u;
override WINDOWS: u32 = WINDOW_ROWS * WINDOW_COLUMNS;

@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read> filters: array<mat2x4f>;
@group(0) @binding(2) var<storage, read> bias: array<mat2x4f>;
@group(0) @binding(3) var<storage, read_write> output: array<f32>;
@group(0) @binding(4) var<storage, read_write> window_sums: array<f32>;

// Where an invocation works: which image, which window of it, which eight output channels.
struct Place {
    image: u32,
    row: u32,
    column: u32,
    group: u32,
}

// The convolution's output in a window: a value for each of the eight channels, as two columns of four.
struct Window {
    top_left: mat2x4f,
    top_right: mat2x4f,
    bottom_left: mat2x4f,
    bottom_right: mat2x4f,
}

fn place(at: vec3u) -> Place {
    let window = at.x % WINDOWS;
    return Place(at.x / WINDOWS, window / WINDOW_COLUMNS, window % WINDOW_COLUMNS, at.y);
}

fn larger(a: mat2x4f, b: mat2x4f) -> mat2x4f {
    return mat2x4f(max(a[0], b[0]), max(a[1], b[1]));
}

fn only_if(inside: bool, values: mat2x4f) -> mat2x4f {
    let zero = vec4f();
    return mat2x4f(select(zero, values[0], inside), select(zero, values[1], inside));
}

// A window that sticks out of an odd edge reads beyond its rows there; those values are never used.
fn convolve_window(place: Place) -> Window {
    let start = bias[place.group];
    var sum = Window(start, start, start, start);
    var tap = place.group * IN_CHANNELS * KERNEL_HEIGHT * KERNEL_WIDTH;
    for (var channel = 0u; channel < IN_CHANNELS; channel++) {
        let plane = (place.image * IN_CHANNELS + channel) * IN_HEIGHT;
        for (var y = 0u; y < KERNEL_HEIGHT; y++) {
            let top = (plane + 2u * place.row + y) * IN_WIDTH + 2u * place.column;
            let bottom = top + IN_WIDTH;
            // What the right column reads for one tap is what the left one reads for the next.
            var top_left = source[top];
            var bottom_left = source[bottom];
            for (var x = 0u; x < KERNEL_WIDTH; x++) {
                let top_right = source[top + x + 1u];
                let bottom_right = source[bottom + x + 1u];
                let weights = filters[tap];
                sum.top_left += weights * top_left;
                sum.top_right += weights * top_right;
                sum.bottom_left += weights * bottom_left;
                sum.bottom_right += weights * bottom_right;
                top_left = top_right;
                bottom_left = bottom_right;
                tap++;
            }
        }
    }
    if (RELU) {
        let zero = mat2x4f();
        return Window(
            larger(sum.top_left, zero),
            larger(sum.top_right, zero),
            larger(sum.bottom_left, zero),
            larger(sum.bottom_right, zero),
        );
    }
    return sum;
}

fn put(place: Place, row: u32, column: u32, values: mat2x4f) {
    if (row >= OUT_HEIGHT || column >= OUT_WIDTH) {
        return;
    }
    for (var lane = 0u; lane < 8u; lane++) {
        let channel = 8u * place.group + lane;
        if (channel < OUT_CHANNELS) {
            let plane = (place.image * OUT_CHANNELS + channel) * OUT_HEIGHT;
            output[(plane + row) * OUT_WIDTH + column] = values[lane / 4u][lane % 4u];
        }
    }
}

fn put_window(place: Place, window: Window) {
    if (POOL) {
        let top = larger(window.top_left, window.top_right);
        let bottom = larger(window.bottom_left, window.bottom_right);
        put(place, place.row, place.column, larger(top, bottom));
    } else {
        let row = 2u * place.row;
        let column = 2u * place.column;
        put(place, row, column, window.top_left);
        put(place, row, column + 1u, window.top_right);
        put(place, row + 1u, column, window.bottom_left);
        put(place, row + 1u, column + 1u, window.bottom_right);
    }
}

fn put_sum(place: Place, window: Window) {
    let right = 2u * place.column + 1u < CONV_WIDTH;
    let bottom = 2u * place.row + 1u < CONV_HEIGHT;
    let sum = window.top_left
        + only_if(right, window.top_right)
        + only_if(bottom, window.bottom_left)
        + only_if(right && bottom, window.bottom_right);
    for (var lane = 0u; lane < 8u; lane++) {
        let channel = 8u * place.group + lane;
        if (channel < OUT_CHANNELS) {
            let plane = (place.image * OUT_CHANNELS + channel) * WINDOWS;
            window_sums[plane + place.row * WINDOW_COLUMNS + place.column] = sum[lane / 4u][lane % 4u];
        }
    }
}

@compute @workgroup_size(64)
fn convolve(@builtin(global_invocation_id) at: vec3u) {
    if (at.x >= BATCH * WINDOWS) {
        return;
    }
    let place = place(at);
    put_window(place, convolve_window(place));
}

// The last stage also answers how strongly its channels fired before the pool.
@compute @workgroup_size(64)
fn convolve_and_sum(@builtin(global_invocation_id) at: vec3u) {
    if (at.x >= BATCH * WINDOWS) {
        return;
    }
    let place = place(at);
    let window = convolve_window(place);
    put_window(place, window);
    put_sum(place, window);
}
