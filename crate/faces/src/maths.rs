//! The few functions that every layer of a portrait is painted with.
//!
//! The hot path uses only `+ - * /` and square roots, which IEEE 754 fixes to the last bit; sines and powers come from
//! `libm`, so a seed gives the same picture on every platform.

/// Linear light, red, green, blue; 1 is a white card in full light.
pub(crate) type Rgb = [f32; 3];

/// The photographs' gamma is 2: a square one way, a square root the other.
pub(crate) fn from_srgb(bytes: [u8; 3]) -> Rgb {
    bytes.map(|byte| {
        let value = f32::from(byte) / 255.0;
        value * value
    })
}

/// `from` at 0, `to` at 1.
pub(crate) fn mix(from: f32, to: f32, share: f32) -> f32 {
    from + (to - from) * share
}

/// `mix` for each of the three channels.
pub(crate) fn blend(from: Rgb, to: Rgb, share: f32) -> Rgb {
    [mix(from[0], to[0], share), mix(from[1], to[1], share), mix(from[2], to[2], share)]
}

pub(crate) fn scale(colour: Rgb, factor: f32) -> Rgb {
    colour.map(|value| value * factor)
}

pub(crate) fn tint(colour: Rgb, by: Rgb) -> Rgb {
    [colour[0] * by[0], colour[1] * by[1], colour[2] * by[2]]
}

pub(crate) fn luma(colour: Rgb) -> f32 {
    0.30 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2]
}

/// 0 up to `low`, 1 from `high` on, smooth between. `low` may be the larger one: then it falls.
pub(crate) fn smooth(low: f32, high: f32, x: f32) -> f32 {
    let share = ((x - low) / (high - low)).clamp(0.0, 1.0);
    share * share * (3.0 - 2.0 * share)
}

/// A soft hill: 1 where the squared radius is 0, and 0 from 1 on.
pub(crate) fn hill(radius_squared: f32) -> f32 {
    let rest = (1.0 - radius_squared).max(0.0);
    rest * rest
}

/// An elliptical hill around a point.
pub(crate) fn mound(x: f32, y: f32, half_width: f32, half_height: f32) -> f32 {
    let (x, y) = (x / half_width, y / half_height);
    hill(x * x + y * y)
}

/// The unit vector in the direction of `v`.
pub(crate) fn unit(v: [f32; 3]) -> [f32; 3] {
    let length = dot(v, v).sqrt().max(1e-6);
    v.map(|value| value / length)
}

pub(crate) fn dot(a: [f32; 3], b: [f32; 3]) -> f32 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// The distance from a point to a segment.
pub(crate) fn to_segment(point: [f32; 2], from: [f32; 2], to: [f32; 2]) -> f32 {
    let along = [to[0] - from[0], to[1] - from[1]];
    let offset = [point[0] - from[0], point[1] - from[1]];
    let length = (along[0] * along[0] + along[1] * along[1]).max(1e-6);
    let share = ((offset[0] * along[0] + offset[1] * along[1]) / length).clamp(0.0, 1.0);
    let rest = [offset[0] - along[0] * share, offset[1] - along[1] * share];
    (rest[0] * rest[0] + rest[1] * rest[1]).sqrt()
}
