//! The open eyes: white, iris, pupil, lashes and a glint, drawn over the lids.

use crate::maths::{Rgb, blend, luma, mix, scale, smooth};
use crate::shot::Expression;
use crate::traits::Traits;

/// Paints over `colour` what the eyes show at a point of the face plane.
pub(crate) fn paint(traits: &Traits, expression: &Expression, colour: Rgb, x: f32, y: f32) -> Rgb {
    let eyes = &traits.eyes;
    let side = if x < 0.0 { -1.0 } else { 1.0 };
    let (dx, dy) = (x - side * eyes.apart, y);
    if dx.abs() > eyes.half_width + 1.6 || dy.abs() > 4.5 {
        return colour;
    }
    // Along the eye from its inner to its outer corner; the tilt lifts the outer one.
    let along = dx * side;
    let across = dy + eyes.tilt * along;
    let t = along / eyes.half_width;
    let arc = (1.0 - t * t).max(0.0);
    let lift = 1.0 + 0.18 * t;
    let open = eyes.opening * expression.eyes_open;
    let upper = -open * 1.12 * arc * lift;
    let lower = (0.75 * eyes.opening * (0.45 + 0.55 * expression.eyes_open) - 0.25 * expression.smile) * arc;
    let inside = smooth(-0.35, 0.35, across - upper) * smooth(-0.35, 0.35, lower - across) * smooth(1.02, 0.9, t.abs());

    // The white is never whiter than the face around it allows.
    let white = 0.45 + 0.75 * luma(traits.skin.colour).sqrt();
    let mut ball = scale(blend([0.40, 0.365, 0.345], [0.22, 0.16, 0.145], t * t), white);
    let (ix, iy) = (dx - expression.gaze[0], across - expression.gaze[1] + 0.1);
    let radius = (ix * ix + iy * iy).sqrt();
    let iris = scale(eyes.iris, mix(0.7, 1.1, smooth(0.3, 1.3, radius)));
    ball = blend(ball, iris, smooth(2.0, 1.5, radius));
    ball = blend(ball, [0.006, 0.005, 0.005], smooth(1.05, 0.6, radius));
    // The upper lid shades the ball.
    ball = scale(ball, mix(0.55, 1.0, smooth(-0.1, 1.3, across - upper)));
    let (gx, gy) = (ix - 0.5 * expression.glint, iy + 0.55);
    let glint = smooth(0.55, 0.25, (gx * gx + gy * gy).sqrt()) * inside;
    ball = blend(ball, [0.8, 0.8, 0.8], 0.3 * glint);

    let mut painted = blend(colour, ball, inside);
    let rim = smooth(1.15, 0.75, t.abs());
    let lash = smooth(0.85, 0.15, (across - upper + 0.1).abs()) * rim * (0.5 + 0.45 * eyes.lashes);
    let under = smooth(0.6, 0.1, (across - lower - 0.1).abs()) * rim * 0.35 * eyes.lashes;
    painted = blend(painted, [0.012, 0.009, 0.008], lash.max(under));
    // The crease over the lid; a heavy lid hides it.
    let crease = smooth(0.6, 0.0, (across - upper + 0.9 + 0.5 * eyes.lid).abs()) * rim * (1.0 - 0.8 * eyes.lid) * 0.4;
    scale(painted, 1.0 - crease)
}
